/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/feeds/rich_show.h"

#define SITE "https://radio.example.org/podcasts/"
#define SHOW SITE "river/"
#define FLOOD SHOW "flood/flood"

static const struct podcast_source flood_sources[] = {
    {.url = "ipfs://bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55"},
    {.url = "https://mirror.example.net/flood.opus", .type = "audio/ogg"},
};

static const struct podcast_media flood_alternates[] = {
    {.url = FLOOD ".opus",
        .type = "audio/ogg",
        .codecs = "opus",
        .title = "Opus",
        .integrity = "sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/"
                     "uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC",
        .language = "en-GB",
        .relation = "original",
        .sources = flood_sources,
        .source_count = 2,
        .length_bytes = 22118400,
        .bitrate = 64000},
    {.url = FLOOD ".mp4",
        .type = "video/mp4",
        .title = "With slides",
        .signature = "https://radio.example.org/flood.asc",
        .length_bytes = 192000000,
        .bitrate = 555000,
        .height = 720},
};

static const struct podcast_chapter flood_chapters[] = {
    {.start_ms = 0, .end_ms = 312000, .title = "Good evening"},
    {.start_ms = 312000,
        .end_ms = 1290000,
        .title = "The gauge at Lea Bridge",
        .url = "https://radio.example.org/gauge?id=7&day=1",
        .image_url = SHOW "flood/gauge.jpg",
        .location = {.name = "Lea Bridge",
            .geo = "geo:51.5615,-0.0444",
            .osm = "W26481235"}},
    {.start_ms = 1290000,
        .end_ms = 1305000,
        .title = "Jingle",
        .is_hidden = true},
    {.start_ms = 1305000,
        .end_ms = 2400000,
        .title = "Who pays for \xE2\x80\x9Conce in a century\xE2\x80\x9D?"},
    {.start_ms = 2400000, .end_ms = 2764500, .title = "Questions & answers"},
};

static const struct podcast_transcript flood_transcripts[] = {
    {.url = FLOOD ".vtt",
        .type = "text/vtt",
        .language = "en-GB",
        .is_captions = true},
    {.url = FLOOD ".srt", .type = "application/x-subrip"},
};

static const struct podcast_cue flood_cues[] = {
    {800, 4200, "Ada Okafor", "Good evening. It is raining, as you can hear."},
    {4200, 9900, "Ada Okafor",
        "With me in the chamber is J\xC3\xB3zef Wi\xC5\x9Bniewski, who has "
        "read the river every morning for thirty years."},
    {10100, 13800, "J\xC3\xB3zef Wi\xC5\x9Bniewski",
        "Thirty-one. Nobody counts the first one."},
    {312000, 318500, "J\xC3\xB3zef Wi\xC5\x9Bniewski",
        "The gauge at Lea Bridge is a painted board. That is all it is."},
    {318500, 326000, NULL, "[The rain gets louder.]"},
    {1305000, 1313000, "Ada Okafor",
        "Then who pays, when once in a century comes <twice> in a decade?"},
    {2400000, 2406000, "\xE5\xB1\xB1\xE7\x94\xB0\xE8\x8A\xB1\xE5\xAD\x90",
        "I have lived by the water for two years & one boat."},
};

static const float flood_peaks[] = {0.02F, 0.31F, 0.62F, 0.55F, 0.71F, 0.64F,
    0.05F, 0.58F, 0.77F, 0.81F, 0.69F, 0.12F, 0.44F, 0.73F, 0.66F, 0.59F, 0.84F,
    0.79F, 0.08F, 0.61F, 0.7F, 0.52F, 0.35F, 0.01F};
static const float flood_loudness[] = {-70, -24.1F, -17.5F, -18, -15.2F, -16,
    -52, -17, -14.9F, -14.1F, -16, -38, -21, -15.5F, -16.3F, -17, -13.8F,
    -14.4F, -47, -16.8F, -16, -18.8F, -23, -70};

static const struct podcast_waveform flood_waveform = {
    flood_peaks, flood_loudness, sizeof flood_peaks / sizeof *flood_peaks};

static const struct podcast_soundbite flood_soundbites[] = {
    {.start_ms = 1305000,
        .duration_ms = 42500,
        .title = "Once in a century, twice in a decade"},
    {.start_ms = 61250, .duration_ms = 15000},
};

static const struct podcast_person flood_persons[] = {
    {.name = "Ada Okafor",
        .role = "host",
        .group = "cast",
        .image_url = SHOW "ada.jpg",
        .link = "https://radio.example.org/ada"},
    {.name = "J\xC3\xB3zef Wi\xC5\x9Bniewski", .role = "guest"},
    {.name = "\xE5\xB1\xB1\xE7\x94\xB0\xE8\x8A\xB1\xE5\xAD\x90"},
};

static const struct podcast_location flood_locations[] = {
    {.name = "The Lea, Hackney",
        .relation = "subject",
        .geo = "geo:51.5615,-0.0444",
        .osm = "W26481235",
        .country = "GB"},
    {.name = "Town hall", .relation = "creator"},
};

static const struct podcast_link flood_fundings[] = {
    {"https://radio.example.org/sandbags", "Buy a sandbag"},
};

static const struct podcast_link flood_links[] = {
    {"https://video.example.net/w/flood", "Watch it with the slides"},
};

static const struct podcast_txt flood_txts[] = {
    {.purpose = "ai-content", .text = "false"},
};

static const struct podcast_social flood_socials[] = {
    {.protocol = "activitypub",
        .url = "https://social.example.org/@radio/110",
        .account = "@radio@social.example.org",
        .account_url = "https://social.example.org/@radio",
        .priority = 1},
    {.protocol = "bluesky",
        .url = "https://bsky.app/profile/radio.example.org/post/3k",
        .account = "radio.example.org",
        .priority = 2},
};

static const struct podcast_image flood_images[] = {
    {.url = SHOW "flood/wide.jpg",
        .alt = "The river, as high as the towpath",
        .aspect_ratio = "16/9",
        .type = "image/jpeg",
        .purpose = "social canvas",
        .width = 1280,
        .height = 720},
};

static const char flood_notes[] =
    "The river rose by **1.2 metres** in a night, and the town had *eleven "
    "hours* to talk about it.\n"
    "\n"
    "# What we speak of\n"
    "\n"
    "1. the gauge, and [who reads "
    "it](https://radio.example.org/gauge?a=1&b=2)\n"
    "2. \"once in a century\"\n"
    "3. sandbags: `40 kg`, wet\n"
    "\n"
    "> The water does not read the minutes.\n"
    "\n"
    "Corrections to <clerk@example.org>.\n"
    "<script>alert(1)</script>\n";

static const struct podcast_media mist_alternates[] = {
    {.url = SHOW "mist/mist.opus",
        .type = "audio/ogg",
        .codecs = "opus",
        .title = "Opus",
        .length_bytes = 4915200},
};

static const struct podcast_episode rich_episodes[] = {
    {.guid = "0a3e6c44-6f0e-5b7e-9d56-0f3c0a9b8e21",
        .slug = "flood",
        .title = "The night the river rose",
        .description = flood_notes,
        .description_markup = PODCAST_COMMONMARK,
        .link = SHOW "flood/",
        .image_url = SHOW "flood/cover-0cc175b9.jpg",
        .published = 1769886000,
        .duration_ms = 2764500,
        .episode = 3,
        .season = 1,
        .episode_display = "Ch. III",
        .season_name = "Water",
        .enclosure = {.url = FLOOD ".mp3",
            .type = "audio/mpeg",
            .integrity = "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T6"
                         "2em8MUt1FLm52t+eX6xO",
            .length_bytes = 44232000,
            .bitrate = 128000},
        .alternates = flood_alternates,
        .alternate_count = 2,
        .chapters_url = FLOOD ".chapters.json",
        .chapters = flood_chapters,
        .chapter_count = 5,
        .transcripts = flood_transcripts,
        .transcript_count = 2,
        .cues = flood_cues,
        .cue_count = 7,
        .waveform = &flood_waveform,
        .soundbites = flood_soundbites,
        .soundbite_count = 2,
        .persons = flood_persons,
        .person_count = 3,
        .locations = flood_locations,
        .location_count = 2,
        .fundings = flood_fundings,
        .funding_count = 1,
        .content_links = flood_links,
        .content_link_count = 1,
        .txts = flood_txts,
        .txt_count = 1,
        .socials = flood_socials,
        .social_count = 2,
        .images = flood_images,
        .image_count = 1,
        .license = {"cc-by-sa-4.0", "https://creativecommons.org/licenses/"
                                    "by-sa/4.0/"},
        .chat = {.server = "irc.example.org",
            .protocol = "irc",
            .account = "@ada",
            .space = "#river"}},
    {.guid = "b2a7d6de-2b0c-5c6e-8a3c-7a4c7f3d9e10",
        .slug = "mist",
        .title = "Mist",
        .description = "<p>Ten minutes of <b>nothing</b> but the "
                       "weir.</p><iframe src=\"x\"></iframe>",
        .description_markup = PODCAST_HTML,
        .link = SHOW "mist/",
        .type = "bonus",
        .published = 1769281200,
        .duration_ms = 614400,
        .episode = 2,
        .season = 1,
        .is_blocked = true,
        .enclosure = {.url = SHOW "mist/mist.mp3",
            .type = "audio/mpeg",
            .length_bytes = 9830400,
            .bitrate = 128000},
        .alternates = mist_alternates,
        .alternate_count = 1},
};

static const struct podcast_media live_alternates[] = {
    {.url = "https://relay.example.org/river.opus",
        .type = "audio/ogg",
        .codecs = "opus",
        .title = "Opus"},
};

static const struct podcast_link live_links[] = {
    {"https://radio.example.org/live", "Listen in your browser"},
};

static const struct podcast_live rich_lives[] = {
    {.guid = "d9f0a0c5-2b17-5e52-b2f7-51d0a4b7a001",
        .status = "pending",
        .title = "The river committee, live",
        .start = 1770490800,
        .end = 1770494400,
        .enclosure = {.url = "https://relay.example.org/river.mp3",
            .type = "audio/mpeg"},
        .alternates = live_alternates,
        .alternate_count = 1,
        .content_links = live_links,
        .content_link_count = 1,
        .persons = flood_persons,
        .person_count = 1},
};

static const struct podcast_format rich_formats[] = {
    {.name = "Opus", .media_type = "audio/ogg", .feed_url = SHOW "opus.xml"},
};

static const struct podcast_trailer rich_trailers[] = {
    {.title = "Coming up: water",
        .url = SHOW "trailer.mp3",
        .type = "audio/mpeg",
        .length_bytes = 1440000,
        .published = 1768071600,
        .season = 1},
};

static const struct podcast_person rich_persons[] = {
    {.name = "Ada Okafor",
        .role = "host",
        .image_url = SHOW "ada.jpg",
        .link = "https://radio.example.org/ada"},
    {.name = "Sam Ferrer",
        .role = "sound designer",
        .group = "audio post-production"},
};

static const struct podcast_location rich_locations[] = {
    {.name = "London", .geo = "geo:51.5,-0.1", .osm = "R65606"},
};

static const struct podcast_link rich_fundings[] = {
    {"https://radio.example.org/give", "Keep the lights on"},
};

static const struct podcast_remote rich_podroll[] = {
    {.feed_guid = "917393e3-1b1e-5cef-ace4-edaa54e1f810",
        .feed_url = "https://mp3s.nashownotes.com/pc20rss.xml",
        .medium = "podcast",
        .title = "Podcasting 2.0"},
    {.feed_guid = "9b024349-ccf0-5f69-a609-6b82873eab3c",
        .item_guid = "episode-1"},
};

static const struct podcast_txt rich_txts[] = {
    {.purpose = "applepodcastsverify",
        .text = "5dbf8270-ed5d-11ef-abbf-45a1a5c5ba2d"},
    {.text = "Made by neighbours."},
};

static const struct podcast_block rich_blocks[] = {
    {.service = "podcastindex", .is_blocked = false},
    {.service = "amazon", .is_blocked = true},
};

static const struct podcast_social rich_socials[] = {
    {.protocol = "activitypub",
        .url = "https://social.example.org/@river",
        .account = "@river@social.example.org"},
};

static const struct podcast_image rich_images[] = {
    {.url = SHOW "banner.jpg",
        .alt = "The weir at dawn",
        .aspect_ratio = "3/1",
        .type = "image/jpeg",
        .purpose = "banner",
        .width = 1500,
        .height = 500},
};

const struct podcast_show rich_show = {
    .guid = "3d3f1d86-2a3f-5b86-9b8a-2f5a0b7f9c55",
    .title = "By the River",
    .description = "A town, its river, and **what they do to each other**.\n\n"
                   "New on Saturdays.",
    .description_markup = PODCAST_COMMONMARK,
    .language = "en-GB",
    .author = "Radio Example",
    .email = "podcast@example.org",
    .category = "Society & Culture",
    .subcategory = "Places & Travel",
    .copyright = "Radio Example",
    .type = "serial",
    .link = SHOW,
    .feed_url = SHOW "feed.xml",
    .image_url = SHOW "cover-900150983c.jpg",
    .new_feed_url = SHOW "feed.xml",
    .hub_url = "https://hub.example.org/",
    .is_complete = true,
    .is_locked = true,
    .uses_podping = true,
    .changed = 1769889600,
    .episodes = rich_episodes,
    .episode_count = 2,
    .formats = rich_formats,
    .format_count = 1,
    .lives = rich_lives,
    .live_count = 1,
    .trailers = rich_trailers,
    .trailer_count = 1,
    .persons = rich_persons,
    .person_count = 2,
    .locations = rich_locations,
    .location_count = 1,
    .fundings = rich_fundings,
    .funding_count = 1,
    .podroll = rich_podroll,
    .podroll_count = 2,
    .txts = rich_txts,
    .txt_count = 2,
    .blocks = rich_blocks,
    .block_count = 2,
    .socials = rich_socials,
    .social_count = 1,
    .images = rich_images,
    .image_count = 1,
    .publisher = {.feed_guid = "003af0a0-6a45-55cf-b765-68e3d349551a",
        .feed_url = "https://radio.example.org/publisher.xml",
        .medium = "publisher"},
    .license = {.name = "cc-by-4.0"},
    .frequency = {.text = "every Saturday",
        .rrule = "FREQ=WEEKLY;BYDAY=SA",
        .first = 1768676400},
    .chat = {.server = "jabber.example.org",
        .protocol = "xmpp",
        .account = "podcast@jabber.example.org",
        .space = "river@rooms.jabber.example.org"},
};
