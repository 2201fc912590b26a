"""Roles and actions in French, for the page of rights a supervisor reads (`docs/rights.md`). Every role and action has its words."""

from collections.abc import Mapping
from types import MappingProxyType

from kit.wire.codes.people import Role

ROLES: Mapping[Role, str] = MappingProxyType({
    Role.ARM: "ARM",
    Role.ARM_SUIVI: "ARM suivi",
    Role.MRU: "médecin régulateur urgentiste",
    Role.MRL: "médecin régulateur libéral",
    Role.SPECIALIST: "médecin régulateur spécialiste",
    Role.INTERN: "interne",
    Role.OSNP: "OSNP",
    Role.SUPERVISOR: "superviseur",
    Role.COORDINATOR: "coordonnateur ambulancier",
    Role.COMPANY: "société d’ambulances",
    Role.CREW: "équipage",
    Role.EMERGENCY_DEPARTMENT: "service d’urgences",
    Role.ADMINISTRATOR: "administrateur",
    Role.TELEPHONY: "autocommutateur",
})  # fmt: skip

ACTIONS: Mapping[str, str] = MappingProxyType({
    # The instance
    "session.read": "voir sa session",
    "session.end": "se déconnecter",
    "senior.name": "nommer le médecin sous lequel on régule",
    "doctor.list": "voir les médecins régulateurs présents",
    "directory.read": "lire l’annuaire et la carte",
    "account.own": "voir et protéger son propre compte, fermer ses sessions",
    "account.manage": "ouvrir, changer, fermer les comptes de son périmètre",
    "account.delegate": "confier un périmètre de comptes à un gestionnaire",
    "clock.set": "régler l’horloge d’une démonstration",
    "status.read": "voir l’état de l’instance",
    "live.watch": "suivre la salle en direct",
    "live.positions": "suivre les positions en direct",
    "room.replay": "revoir la salle à une seconde passée",
    # Calls
    "call.announce": "annoncer un appel",
    "call.change": "dire ce qu’il advient d’un appel",
    "call.answer": "décrocher",
    "call.attach": "rattacher un appel à un dossier",
    "call.file": "classer un appel sans suite médicale",
    "call.call_back": "rappeler un appelant",
    "call.read": "lire un appel",
    # Cases
    "case.read": "lire un dossier",
    "case.edit": "modifier un dossier",
    "patient.search": "chercher les dossiers antérieurs d’un patient (consultation tracée)",
    "case.restrict": "restreindre un dossier",
    "case.open": "ouvrir un dossier restreint, avec un motif",
    "case.inquest": "établir le fichier d’enquête d’un dossier, avec un motif",
    "case.take": "prendre un dossier",
    "case.release": "rendre un dossier",
    "case.close": "clore un dossier",
    "case.assign": "confier un dossier à quelqu’un",
    "case.share": "faire lire un dossier à un autre centre",
    "case.transfer": "passer ou reprendre un dossier entre centres",
    "opinion.give": "donner un avis sur le dossier d’un autre centre",
    "post.supervise": "voir la charge des centres et les postes, libérer un poste",
    "help.ask": "demander un moyen à un autre centre",
    "help.answer": "accorder ou refuser un moyen à un autre centre",
    "convention.set": "ouvrir les moyens d’un centre à un autre par convention",
    "pool.set": "mutualiser les lignes et files d’un centre",
    "task.do": "poser et faire une tâche",
    "relief.change": "passer la main à un successeur",
    # Decisions
    "decision.decide": "décider",
    "decision.withdraw": "retirer une décision",
    "decision.countersign": "contresigner la décision d’un interne",
    # Who sees a patient, found by OSNP
    "orientation.attempt": "noter un essai de rendez-vous",
    "orientation.book": "noter un rendez-vous",
    "orientation.return": "rendre au médecin",
    # Engagement and missions
    "assignment.propose": "demander qui peut partir",
    "mission.engage": "engager un moyen",
    "mission.countersign": "contresigner un ordre donné en son nom",
    "mission.read": "lire une mission",
    "mission.status": "donner un statut à la main",
    "mission.cancel": "annuler une mission",
    "mission.destination": "choisir la destination",
    "mission.close": "terminer une mission",
    # Outside the room
    "company.read": "voir les véhicules et missions de sa société",
    "company.say": "répondre aux ordres de ses véhicules, donner leurs statuts et leur disponibilité",
    "coordination.call": "engager l’ambulance suivante pour un besoin décidé par un médecin",
    "crew.say": "répondre à son ordre, donner ses statuts, son bilan et sa disponibilité",
    "emergency.say": "dire que l’arrivée d’un patient est vue",
    "coordination.read": "voir les besoins, la garde et les ambulances",
    "crew.read": "voir les missions de son véhicule",
    "emergency.read": "voir les patients qui arrivent",
    # The park of boxes
    "box.read": "voir le parc de boîtiers (une société : les siens)",
    "box.request": "demander un boîtier pour un véhicule",
    "box.manage": "équiper, déplacer, ranger les boîtiers, leur donner identifiants et certificats",
    "box.revoke": "révoquer un boîtier",
    # The fleet
    "vehicle.read": "voir les véhicules",
    "vehicle.trail": "voir le trajet d’un véhicule (consultation tracée)",
    "vehicle.nearby": "voir les véhicules proches",
})  # fmt: skip
