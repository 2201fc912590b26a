"""The broker's certificate is good for the loopback, and for the instance's authority alone."""

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from gateways.cli.embedded import certificates
from kit.clock import real_now


def verify(authority: bytes, certificate: bytes, name: str) -> None:
    store = Store([x509.load_pem_x509_certificate(authority)])
    verifier = PolicyBuilder().store(store).time(real_now()).build_server_verifier(x509.DNSName(name))
    verifier.verify(x509.load_pem_x509_certificate(certificate), [])


def test_certificate_is_signed_for_localhost_and_matches_its_key() -> None:
    authority, certificate, key = certificates.make()
    verify(authority, certificate, "localhost")
    public = x509.load_pem_x509_certificate(certificate).public_key()
    assert load_pem_private_key(key, None).public_key() == public


def test_certificate_is_not_for_another_name_nor_from_another_authority() -> None:
    authority, certificate, _ = certificates.make()
    with pytest.raises(VerificationError):
        verify(authority, certificate, "example.org")
    with pytest.raises(VerificationError):
        verify(certificates.make()[0], certificate, "localhost")
