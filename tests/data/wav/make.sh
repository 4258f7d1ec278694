#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Writes the WAVs of this folder with sox and ffmpeg, and beside each what
# ffmpeg decodes it to (NAME.f32le, in one or two channels).
set -eu
cd "$(dirname "$0")"

# write_by_sox FILE|- OPTIONS…: some tones, the same at every run
write_by_sox() {
    file=$1
    shift
    sox -D -R -n -t wav "$@" "$file" \
        synth 64s sine 1000 synth 64s sine mix 3000 gain -3
}
write_by_sox sox_u8.wav -r 48000 -c 2 -e unsigned -b 8
write_by_sox sox_s16.wav -r 48000 -c 2 -e signed -b 16
write_by_sox sox_s24.wav -r 48000 -c 2 -e signed -b 24
write_by_sox sox_s32.wav -r 48000 -c 2 -e signed -b 32
write_by_sox sox_f32.wav -r 48000 -c 2 -e float -b 32
write_by_sox sox_f64.wav -r 48000 -c 2 -e float -b 64
write_by_sox sox_mono.wav -r 11025 -c 1 -e signed -b 16
write_by_sox - -r 48000 -c 2 -e signed -b 16 >sox_pipe.wav

write_by_ffmpeg() {
    source=$1
    shift
    ffmpeg -v error -y -f lavfi -i "$source" -f wav "$@"
}
tone='aevalsrc=0.5*sin(t*6000)|0.4*cos(t*9000):s=44100:d=0.00145'
six='aevalsrc=0.1|-0.2|0.3|0.9|-0.4|0.5:c=5.1:s=48000:d=0.001'
for codec in u8 s16le s24le s32le f32le f64le; do
    write_by_ffmpeg "$tone" -c:a "pcm_$codec" "ffmpeg_$codec.wav"
done
write_by_ffmpeg "$tone" -rf64 always ffmpeg_rf64.wav
write_by_ffmpeg "$tone" - >ffmpeg_pipe.wav
write_by_ffmpeg "$six" -c:a pcm_s24le ffmpeg_5_1.wav

decode() {
    file=$1
    shift
    ffmpeg -v error -y -i "$file" "$@" -f f32le "${file%.wav}.f32le"
}
for file in *.wav; do
    decode "$file"
done
# ffmpeg turns a mix down only for integers, unless it is told to.
decode ffmpeg_5_1.wav \
    -af aresample=rematrix_maxval=1,aformat=channel_layouts=stereo
