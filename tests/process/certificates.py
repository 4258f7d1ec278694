# SPDX-License-Identifier: BSD-2-Clause
"""Certificates for servers on loopback, and a machine that trusts them."""
import harness


def make_certificate(test, name, authority=None):
    """(path of the certificate, PEM of it and its key), for a DNS name or an
    address, by an authority made so, or by itself."""
    path, key = test.folder / f'{name}.pem', test.folder / f'{name}.key'
    kind = 'IP' if name[0].isdigit() else 'DNS'
    options = ('-addext', f'subjectAltName={kind}:{name}')
    if authority:
        options += ('-CA', authority[0], '-CAkey',
                    authority[0].with_suffix('.key'))
    test.call(harness.tool('openssl'), 'req', '-x509', '-newkey', 'rsa:2048',
              '-nodes', '-days', '2', '-subj', f'/CN={name}', '-keyout', key,
              '-out', path, *options)
    return path, path.read_bytes() + key.read_bytes()


def trusting(certificate):
    """A command before another that runs it where the machine trusts this
    certificate: libcurl asks no variable for it."""
    return (*harness.unshared('--mount'), '/bin/sh', '-c',
            f'mount --bind {certificate} /etc/ssl/certs/ca-certificates.crt '
            '&& exec "$@"', 'sh')
