"""Client certificates of boxes, signed by the instance's own authority, and the list of those revoked that the broker reads.

A box makes its own key and asks with PKCS #10: no private key ever leaves it. The name in the certificate is the box's user name, whatever
the request says; the broker takes it as the user name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kit.errors import Conflict, Invalid
from kit.settings import BoxesSettings
from kit.wire.boxes import RESERVED

BACK = timedelta(hours=1)
"""A certificate is good so long before it was signed: clocks of boxes differ."""
CURVES = (ec.SECP256R1, ec.SECP384R1)
"""The curves a box's key may be on: P-256 and P-384."""


class NoAuthority(Conflict):
    """This instance has no authority for boxes in its settings."""

    title = "Certificates are not signed here"


class NameReserved(Conflict):
    """The broker knows a tracker by this name."""

    title = "Box name reserved"


@dataclass(frozen=True, slots=True)
class Authority:
    """The boxes' authority: its certificate and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @classmethod
    def read(cls, settings: BoxesSettings) -> "Authority":
        """Read the files the settings name.

        Raises:
            NoAuthority: they name none.
            OSError, ValueError, TypeError: a file is missing or is no elliptic key or certificate.
        """
        if settings.authority_file is None or settings.authority_key_file is None:
            raise NoAuthority("boxes connect by password alone: name an authority in the settings first")
        key = load_pem_private_key(settings.authority_key_file.read_bytes(), None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TypeError("the boxes' authority has no elliptic key")
        return cls(x509.load_pem_x509_certificate(settings.authority_file.read_bytes()), key)

    @property
    def pem(self) -> str:
        """Give the authority's own certificate."""
        return self.certificate.public_bytes(Encoding.PEM).decode()

    def sign(self, name: str, key: ec.EllipticCurvePublicKey, now: datetime, life: timedelta) -> x509.Certificate:
        """Make a client certificate for a box's user name. `now`: real time.

        Raises:
            NameReserved: it would let a box in as a tracker.
        """
        refuse_reserved(name)
        return (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(self.certificate.subject)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - BACK)
            .not_valid_after(now + life)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
            .sign(self.key, hashes.SHA256())
        )

    def revocations(self, revoked: Sequence[tuple[str, datetime]]) -> bytes:
        """Make the list the broker reads, PEM: (serial, when) of every revoked certificate.

        OpenSSL keeps the newest of a reloaded file by its date, to the second: the date counts the entries, so that each list is newer
        than those before it and none is of the future.
        """
        certificate = self.certificate
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(certificate.subject)
            .last_update(certificate.not_valid_before_utc + timedelta(seconds=len(revoked)))
            .next_update(certificate.not_valid_after_utc)
        )
        for serial, at in revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(int(serial, 16)).revocation_date(at)
            builder = builder.add_revoked_certificate(entry.build())
        return builder.sign(self.key, hashes.SHA256()).public_bytes(Encoding.PEM)


def refuse_reserved(name: str) -> None:
    """Let no box have a name the broker gives another meaning.

    Raises: NameReserved.
    """
    if name.startswith(RESERVED):
        raise NameReserved(f"names that begin with {RESERVED} are the trackers'")


def key_of(request: str) -> ec.EllipticCurvePublicKey:
    """Give the key of a PKCS #10 request, once it is proved that whoever asks holds it.

    Raises:
        Invalid: it is no such request, its signature is wrong, or its key is on none of `CURVES`.
    """
    try:
        read = x509.load_pem_x509_csr(request.encode())
        key = read.public_key()
        proved = read.is_signature_valid
    except (ValueError, UnsupportedAlgorithm) as error:
        raise Invalid("not a PKCS #10 request in PEM", path="$.request") from error
    if not proved or not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, CURVES):
        raise Invalid("the key must be elliptic, P-256 or P-384, and sign its own request", path="$.request")
    return key
