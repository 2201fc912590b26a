"""The report in French."""

from datetime import date

from simulators.report.measures import Family, Result, Step
from simulators.report.words import Language, Words

_DAYS_FR = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTHS_FR = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def _day_fr(day: date) -> str:
    number = "1er" if day.day == 1 else str(day.day)
    return f"{_DAYS_FR[day.weekday()]} {number} {_MONTHS_FR[day.month - 1]} {day.year}"


def _number_fr(value: float, digits: int) -> str:
    return f"{value:,.{digits}f}".replace(",", "\u202f").replace(".", ",")


FRENCH = Words(
    language=Language.FR,
    title="Le rapport de la journée",
    day=_day_fr,
    number=_number_fr,
    played_offline="jouée hors ligne",
    played_live="jouée en direct, horloge × {speed}",
    seed="graine {seed}",
    storm="tempête × {storm}",
    part_of_day="de {since} à {until}",
    roads={"straight lines": "trajets à vol d’oiseau", "synthetic roads": "routes synthétiques", "roads": "routes"},
    met="dans la tolérance",
    missed="hors tolérance",
    nothing="pas assez d’observations",
    all_met="Les {count} repères sont dans leur tolérance.",
    some_missed="{missed} repères sur {count} sont hors tolérance : {names}.",
    figure="Repère",
    found="Cette journée",
    wanted="Attendu",
    accepted="Accepté",
    mark="Source",
    verdict="Verdict",
    marks={"x": "publié", "d": "calculé", "a": "hypothèse"},
    at_least="≥ {value}",
    minutes="min",
    seconds="s",
    hour="{hour} h",
    tiles={
        "calls": "appels",
        "answered": "décrochés en moins de 60 s",
        "cases": "dossiers régulés",
        "missions": "missions",
        "delay": "VSAV, de l’alerte à l’arrivée",
    },
    sections={
        "calls": "Appels",
        "waits": "Attentes",
        "decisions": "Décisions",
        "steps": "Temps des missions",
        "fleet": "Moyens engagés",
        "hand-over": "Attente aux urgences",
        "map": "Où l’on est allé",
    },
    notes={
        "calls": "Appels reçus par heure de Paris, à côté de la loi (trait) ramenée à la taille attendue d’un tel jour.",
        "waits": "À gauche, part des appels décrochés après un temps de sonnerie donné. À droite, attente du médecin : médiane (point), "
        "neuf dossiers sur dix (trait), seuil de rappel du patient (tiret).",
        "decisions": "Pour 100 dossiers : cette journée (barre) et la répartition attendue (tiret).",
        "steps": "Durée moyenne de chaque étape, missions non annulées.",
        "fleet": "Moyenne horaire : véhicules en mission (plein) et véhicules sur lesquels on peut compter (trait).",
        "hand-over": "De l’arrivée à l’hôpital au patient confié, en soirée et le reste du jour. Trait : loi de Weibull attendue. "
        "La dernière barre réunit les attentes plus longues.",
        "map": "Lieux d’intervention, reliés à l’hôpital où le patient a été confié.",
    },
    axes={
        "calls_an_hour": "appels par heure",
        "expected": "attendu",
        "this_day": "cette journée",
        "answered_after": "secondes de sonnerie",
        "share_answered": "appels décrochés",
        "minutes_of_wait": "minutes d’attente",
        "per_100": "pour 100 dossiers",
        "minutes": "minutes",
        "vehicles": "véhicules",
        "on_duty": "disponibles ou engagés",
        "busy": "en mission",
        "patients": "part des patients",
        "evening": "de {since} h à {until} h",
        "rest": "le reste du jour",
    },
    targets={
        "calls": "Appels",
        "cases": "Dossiers régulés",
        "hours": "Écart des heures à la loi",
        "answered": "Appels décrochés",
        "answered-60s": "Décrochés en moins de 60 s",
        "p0-wait": "P0 pris par un médecin en 1 min",
        "p1-wait": "P1 pris en 1 min",
        "p2-wait": "P2 pris en 15 min",
        "p3-wait": "P3 pris en 60 min",
        "advice": "Conseil ou prescription",
        "appointment": "Rendez-vous SAS",
        "duty-doctor": "Médecin ou maison de garde",
        "own-means": "Urgences par ses moyens",
        "ambulance": "Ambulance (TSU)",
        "fire-ambulance": "VSAV",
        "smur": "SMUR",
        "none": "Sans suite",
        "tsu-acceptance": "TSU : acceptation",
        "tsu-turn-out": "TSU : départ",
        "tsu-on-scene": "TSU : sur les lieux",
        "tsu-transported": "TSU : patients transportés",
        "tsu-whole": "TSU : mission entière",
        "vsav-leaving": "VSAV : de l’alerte au départ",
        "vsav-road": "VSAV : trajet",
        "vsav-arrival": "VSAV : de l’alerte à l’arrivée",
        "vsav-departures": "VSAV : départs",
        "smur-turn-out-day": "SMUR : départ, de jour",
        "smur-turn-out-night": "SMUR : départ, de nuit",
        "smur-on-scene": "SMUR : sur les lieux",
        "smur-transported": "SMUR : patients transportés",
        "smur-departures": "SMUR : sorties primaires",
        "hand-over": "Transmission, hors soirée",
    },
    results={
        Result.ADVICE: "Conseil, prescription",
        Result.APPOINTMENT: "Rendez-vous SAS",
        Result.DUTY_DOCTOR: "Médecin de garde",
        Result.OWN_MEANS: "Urgences par ses moyens",
        Result.AMBULANCE: "Ambulance (TSU)",
        Result.FIRE_AMBULANCE: "VSAV",
        Result.SMUR: "SMUR",
        Result.NONE: "Sans suite",
    },
    steps={
        Step.ACCEPTANCE: "acceptation",
        Step.TURN_OUT: "départ",
        Step.ROAD: "trajet",
        Step.ON_SCENE: "sur les lieux",
        Step.TRANSPORT: "transport",
        Step.HAND_OVER: "transmission",
        Step.LEAVING: "remise en état",
    },
    families={Family.TSU: "TSU", Family.SIS: "VSAV", Family.SMUR: "SMUR"},
    foot="Populations et lieux réels, appels, patients et équipages inventés. Tolérances : docs/simulated-day.md.",
)
