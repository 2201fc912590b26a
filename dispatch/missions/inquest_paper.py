"""The inquest file of a case on paper: a PDF with its own fonts, French, read from top to bottom by a magistrate."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import matplotlib as mpl
import msgspec
from fpdf import FPDF
from fpdf.enums import TableBordersLayout
from fpdf.fonts import FontFace

from kit.wire.inquest import Inquest, InquestEntry, InquestStretch

PARIS = ZoneInfo("Europe/Paris")
SANS, MONO = "DejaVu", "DejaVuMono"
SMALL_PT, TEXT_PT, TITLE_PT = 7, 9, 15
INK, DIM, RULE, SHADE = (16, 46, 82), (90, 100, 112), (190, 198, 208), (231, 236, 242)
SOUND, BROKEN = (217, 240, 225), (250, 212, 208)
"""Red, green, blue."""
HOW_TO_READ = (
    "Heures de Paris. « Heure du fait » : l’horloge de la salle ; « Enregistré » : l’horloge réelle de la base. Chaque ligne du journal"
    " porte son numéro dans la chaîne du centre ; son empreinte scelle la ligne et toutes les précédentes. Les consultations du dossier"
    " y figurent aussi. Le fichier JSON joint contient les mêmes lignes, avec leurs empreintes."
)
ELSEWHERE = (
    "Hors de ces numéros, chaque tête signée relue est comparée à l’empreinte enregistrée ; une ligne du dossier qui y aurait été retirée"
    " n’est trouvée que par « rramu audit verify », qui recalcule la chaîne entière."
)
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
        self.ln(4)
        if self.will_page_break(24):  # never a heading alone at the foot of a page
            self.add_page()
        self.set_font(SANS, "B", TEXT_PT + 2)
        self.set_text_color(*INK)
        self.multi_cell(0, 6, words, new_x="LMARGIN", new_y="NEXT")
        self.set_draw_color(*INK)
        self.line_under()
        self.set_text_color(0)
        self.set_font(SANS, "", TEXT_PT)

    def line_under(self) -> None:
        """Draw the rule under a heading."""
        height = self.get_y()
        super().line(self.l_margin, height, self.w - self.r_margin, height)
        self.ln(1.5)

    def facts(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Write what is known, a name and a value a line."""
        for name, value in pairs:
            self.set_font(SANS, "B", TEXT_PT)
            self.cell(34, 5.2, name)
            self.set_font(SANS, "", TEXT_PT)
            self.multi_cell(0, 5.2, value, new_x="LMARGIN", new_y="NEXT")

    def verdict(self, words: str, *, sound: bool) -> None:
        """Write a verdict nobody overlooks."""
        self.set_fill_color(*(SOUND if sound else BROKEN))
        self.set_font(SANS, "B", TEXT_PT + 1)
        self.multi_cell(0, 8, words, fill=True, padding=(0, 2), new_x="LMARGIN", new_y="NEXT")
        self.set_fill_color(255)
        self.ln(1)

    def line(self, words: str, font: str = SANS, size_pt: float | None = None) -> None:  # type: ignore[override] # a line of text, not FPDF's drawn one
        """Write a line of text."""
        self.set_font(font, "", size_pt or (TEXT_PT if font == SANS else SMALL_PT))
        self.multi_cell(0, 4.6, words, new_x="LMARGIN", new_y="NEXT")

    def rows(self, headings: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[str]]) -> None:
        """Write a table; widths are shares of the page."""
        self.set_font(SANS, "", SMALL_PT)
        self.set_draw_color(*RULE)
        with self.table(
            col_widths=tuple(widths),
            line_height=3.8,
            text_align="LEFT",
            first_row_as_headings=True,
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            headings_style=FontFace(emphasis="BOLD", color=INK, fill_color=SHADE),
            padding=(0.7, 1),
        ) as table:
            for values in (headings, *rows):
                row = table.row()
                for value in values:
                    row.cell(value)


def printed(inquest: Inquest) -> bytes:
    """Give the file as a PDF."""
    paper = Paper(inquest.number)
    paper.add_page()
    paper.set_text_color(*INK)
    paper.set_font(SANS, "B", TITLE_PT)
    paper.multi_cell(0, 9, "Dossier de régulation médicale", new_x="LMARGIN", new_y="NEXT")
    paper.set_font(MONO, "", TITLE_PT - 3)
    paper.multi_cell(0, 7, inquest.number, new_x="LMARGIN", new_y="NEXT")
    paper.set_draw_color(*INK)
    paper.line_under()
    paper.set_text_color(0)
    _summary(paper, inquest)
    _proof(paper, inquest)
    _decisions(paper, inquest)
    _missions(paper, inquest)
    paper.heading(f"Journal scellé : {len(inquest.entries)} lignes, consultations comprises")
    paper.rows(
        ("N°", "Heure du fait", "Enregistré (réel)", "Quoi", "Qui", "Contenu"),
        (8, 15, 15, 17, 17, 28),
        map(_entry, inquest.entries),
    )
    _positions(paper, inquest)
    return bytes(paper.output())


def _time(at: datetime | None) -> str:
    return "" if at is None else f"{at.astimezone(PARIS):%d/%m/%Y %H:%M:%S}"


def _short(at: datetime) -> str:
    return f"{at.astimezone(PARIS):%d/%m/%y %H:%M:%S}"


def _summary(paper: Paper, inquest: Inquest) -> None:
    paper.facts((
        ("Centre", inquest.centre_code),
        ("Lieu", inquest.place or "inconnu"),
        ("Patients", ", ".join(filter(None, inquest.patients)) or "aucun nom connu"),
        ("Priorité, état", f"{inquest.priority}, {inquest.state}"),
        ("Ouvert", _time(inquest.opened_at)),
        ("Clos", _time(inquest.closed_at) or "non"),
        ("Fichier établi", f"{_time(inquest.made_at)} par {inquest.made_by or 'le serveur'}"),
        ("Motif", inquest.motive),
    ))  # fmt: skip
    paper.ln(1)
    paper.set_text_color(*DIM)
    paper.line(HOW_TO_READ, size_pt=SMALL_PT + 0.5)
    paper.set_text_color(0)


def _proof(paper: Paper, inquest: Inquest) -> None:
    paper.heading("Vérification du journal")
    whole = all(proof.walked is None for proof in inquest.proof)
    sound = all(proof.sound for proof in inquest.proof)
    paper.verdict(words_of_verdict(sound=sound, whole=whole), sound=sound)
    for proof in inquest.proof:
        faults = "" if proof.sound else " ; fautes : " + ", ".join(proof.faults[:10])
        signed = f"comparées à {proof.signed_heads} têtes signées hors de la base"
        paper.line(f"Chaîne {proof.centre_code} : {proof.sealed} lignes scellées, {signed}{faults}")
        paper.line(f"Dernière empreinte : {proof.head}", MONO)
        for part in proof.walked or ():
            paper.line(_part(part))
    if not whole:
        paper.line(ELSEWHERE)


def words_of_verdict(*, sound: bool, whole: bool) -> str:
    """Say what was proved, and no more: of parts walked, nothing of a row of the case removed elsewhere."""
    if not sound:
        return "JOURNAL ALTÉRÉ : voir ci-dessous."
    if whole:
        return "Journal intègre : aucune ligne changée, retirée, déplacée ou tronquée."
    return "Lignes imprimées intègres : aucune changée ni déplacée ; aucune retirée entre les numéros recalculés ci-dessous."


def _part(part: InquestStretch) -> str:
    ends = {
        (True, True): "d’une tête signée (ou du début de la chaîne) à la suivante",
        (True, False): "depuis une tête signée (ou le début de la chaîne) ; aucune après",
        (False, True): "jusqu’à une tête signée ; aucune avant",
        (False, False): "sans tête signée autour",
    }
    return f"Empreintes recalculées ligne à ligne : n° {part.first} à {part.last}, {ends[part.begins_signed, part.ends_signed]}."


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
    body = _words(entry.body) if entry.body else ("" if entry.fact_id else "consultation")
    number = "en attente" if entry.number is None else str(entry.number)
    return number, _short(entry.at), _short(entry.recorded_at), entry.kind, who, body


def _words(body: Mapping[str, object]) -> str:
    """Write a body's members one after the other; nothing is left out but what is empty."""
    return " · ".join(
        f"{name} : {value if isinstance(value, str) else msgspec.json.encode(value).decode()}"
        for name, value in body.items()
        if value is not None
    )


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
