"""The inquest file of a case on paper: a PDF with its own fonts, French, read from top to bottom by a magistrate."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import matplotlib as mpl
import msgspec
from fpdf import FPDF

from kit.wire.inquest import Inquest, InquestEntry

PARIS = ZoneInfo("Europe/Paris")
SANS, MONO = "DejaVu", "DejaVuMono"
SMALL_PT, TEXT_PT, TITLE_PT = 7, 9, 15
TABLE_ROWS_OF_FIXES = 400
"""Fixes printed of each file; the JSON beside it has all of them."""


class Paper(FPDF):
    """A page that says of which case it is, and which page."""

    def __init__(self, number: str) -> None:
        super().__init__(format="A4")
        self._number = number
        fonts = Path(mpl.get_data_path()) / "fonts" / "ttf"
        self.add_font(SANS, "", fonts / "DejaVuSans.ttf")
        self.add_font(SANS, "B", fonts / "DejaVuSans-Bold.ttf")
        self.add_font(MONO, "", fonts / "DejaVuSansMono.ttf")
        self.set_auto_page_break(auto=True, margin=16)
        self.set_title(f"Dossier {number}")
        self.set_lang("fr-FR")

    def footer(self) -> None:
        """Write the foot of a page."""
        self.set_y(-12)
        self.set_font(SANS, "", SMALL_PT)
        self.cell(
            0, 6, f"Dossier {self._number} — confidentiel, données de santé — page {self.page_no()}/{{nb}}", align="C"
        )

    def heading(self, words: str) -> None:
        """Begin a section."""
        self.ln(3)
        self.set_font(SANS, "B", TEXT_PT + 2)
        self.multi_cell(0, 6, words, new_x="LMARGIN", new_y="NEXT")
        self.set_font(SANS, "", TEXT_PT)

    def line(self, words: str, font: str = SANS) -> None:  # type: ignore[override] # a line of text, not FPDF's drawn one
        """Write a line of text."""
        self.set_font(font, "", TEXT_PT if font == SANS else SMALL_PT)
        self.multi_cell(0, 4.6, words, new_x="LMARGIN", new_y="NEXT")

    def rows(self, headings: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[str]]) -> None:
        """Write a table; widths are shares of the page."""
        self.set_font(SANS, "", SMALL_PT)
        with self.table(
            col_widths=tuple(widths), line_height=3.6, text_align="LEFT", first_row_as_headings=True
        ) as table:
            for values in (headings, *rows):
                row = table.row()
                for value in values:
                    row.cell(value)


def printed(inquest: Inquest) -> bytes:
    """Give the file as a PDF."""
    paper = Paper(inquest.number)
    paper.add_page()
    paper.set_font(SANS, "B", TITLE_PT)
    paper.multi_cell(0, 9, f"Dossier de régulation {inquest.number}", new_x="LMARGIN", new_y="NEXT")
    _summary(paper, inquest)
    _proof(paper, inquest)
    _decisions(paper, inquest)
    _missions(paper, inquest)
    paper.heading(f"Journal scellé : {len(inquest.entries)} lignes, consultations comprises")
    paper.rows(
        ("N°", "Heure du fait", "Enregistré (réel)", "Quoi", "Qui", "Contenu"),
        (7, 14, 14, 16, 17, 32),
        map(_entry, inquest.entries),
    )
    _positions(paper, inquest)
    return bytes(paper.output())


def _time(at: datetime | None) -> str:
    return "" if at is None else f"{at.astimezone(PARIS):%d/%m/%Y %H:%M:%S}"


def _summary(paper: Paper, inquest: Inquest) -> None:
    paper.line(
        f"Centre {inquest.centre_code} · état {inquest.state} · priorité {inquest.priority} · lieu : {inquest.place or 'inconnu'}"
    )
    paper.line(f"Ouvert le {_time(inquest.opened_at)} · clos le {_time(inquest.closed_at) or '—'} (heure de Paris)")
    paper.line(f"Patients : {', '.join(inquest.patients) or 'aucun connu'}")
    paper.line(f"Fichier établi le {_time(inquest.made_at)}, motif : {inquest.motive}")


def _proof(paper: Paper, inquest: Inquest) -> None:
    paper.heading("Vérification du journal")
    for proof in inquest.proof:
        verdict = "intègre" if proof.sound else "ALTÉRÉ : " + ", ".join(proof.faults[:10])
        paper.line(
            f"Chaîne {proof.centre_code} : {verdict} ; {proof.sealed} lignes scellées, {proof.signed_heads} têtes signées hors de la base"
        )
        paper.line(f"tête {proof.head}", MONO)


def _decisions(paper: Paper, inquest: Inquest) -> None:
    paper.heading("Décisions médicales")
    paper.rows(
        ("Prise", "Médecin", "Patient", "Décision", "Mots", "Fin"),
        (15, 17, 15, 17, 22, 14),
        (
            (
                _time(one.decided_at),
                one.decided_by,
                one.patient or "",
                " ".join(filter(None, (one.type, one.means, one.delay, one.care_level))),
                one.words or "",
                f"{_time(one.ended_at)} {one.ended_because or ''}",
            )
            for one in inquest.decisions
        ),
    )


def _missions(paper: Paper, inquest: Inquest) -> None:
    for mission in inquest.missions:
        paper.heading(f"Mission de {mission.call_sign} ({mission.ground}) : {mission.outcome or mission.status}")
        paper.line(
            f"Ordre du {_time(mission.ordered_at)}, version {mission.order_version} · destination : {mission.destination or '—'}"
        )
        paper.rows(
            ("Statut", "Heure", "± s", "Source", "Auteur"),
            (20, 25, 10, 20, 25),
            (
                (one.status, _time(one.at), f"{one.error_s:.0f}", one.source, one.author or "")
                for one in mission.statuses
            ),
        )


def _entry(entry: InquestEntry) -> tuple[str, ...]:
    who = f"{entry.author} ({entry.role}{'' if entry.operator_centre_code is None else ', ' + entry.operator_centre_code})"
    body = msgspec.json.encode(entry.body).decode() if entry.body else ("" if entry.fact_id else "consultation")
    number = "en attente" if entry.number is None else str(entry.number)
    return number, _time(entry.at), _time(entry.recorded_at), entry.kind, who, body


def _positions(paper: Paper, inquest: Inquest) -> None:
    signs = {mission.id: mission.call_sign for mission in inquest.missions}
    shown = inquest.positions[:: max(1, -(-len(inquest.positions) // TABLE_ROWS_OF_FIXES))]
    paper.heading(f"Positions des missions : {len(inquest.positions)} relevées, {len(shown)} imprimées")
    paper.rows(
        ("Véhicule", "Heure", "Longitude", "Latitude", "km/h"),
        (30, 30, 15, 15, 10),
        (
            (
                signs[fix.mission_id],
                _time(fix.measured_at),
                f"{fix.lon_deg:.5f}",
                f"{fix.lat_deg:.5f}",
                "" if fix.speed_mps is None else f"{fix.speed_mps * 3.6:.0f}",
            )
            for fix in shown
        ),
    )
