"""The 25 kinds of concern a town starts with; the admin may change every one of them.

Names and sentences are marked for translation here and looked up where they are shown.
`{emergency}`, `{agency}` and `{other_help}` are the town's own (RULINGS 29), put in
when the text is read: see `queries.urgent_words`.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from engagement.concerns.choices import Privacy


@dataclass(frozen=True)
class StarterKind:
    """One kind as it is delivered; days are 28 unless the comment beside says why."""

    code: str
    name: str
    example: str
    harm: int
    why: str
    open311: str
    reply_days: int = 3
    target_days: int = 28
    privacy: str = Privacy.PUBLIC
    same_within_m: int = 75
    urgent: str = ""


GROUPS: dict[str, tuple[str, str]] = {
    "traffic": (_("Traffic and parking"), _("Cars going too fast past the school.")),
    "lights": (_("Dark or overgrown places"), _("The path by the park is pitch dark.")),
    "mess": (_("Rubbish, graffiti, dumped cars"), _("Bags are left behind the shops.")),
    "noise_group": (_("Noise"), _("Loud music every weekend until 3 in the morning.")),
    "drugs": (_("Drugs and street drinking"), _("Needles lie in the playground.")),
    "unsafe": (
        _("People being threatened or hurt"),
        _("I am followed on my way home."),
    ),
    "property": (
        _("Break-ins, theft, damage"),
        _("Cars on our street are broken into."),
    ),
    "buildings": (_("Empty or dangerous buildings"), _("The old mill is open again.")),
    "animals": (_("Animals"), _("A dog runs loose and goes for people.")),
    "other_group": (_("Something else"), _("I worry about somebody who lives alone.")),
}

_BURGLARY = _(
    "If it is happening now, or somebody may still be inside, call {emergency}. "
    "To report a break-in as a crime, tell {agency} directly. "
    "Use this page to say what worries you about the street."
)
_THREAT = _(
    "If anyone is in danger now, call {emergency}. "
    "To report a crime, tell {agency} directly. "
    "Use this page to say what keeps happening and where."
)
_HATE = _(
    "If anyone is in danger now, call {emergency}. "
    "You can report a hate crime to {agency} directly. {other_help} "
    "What you write here is read by officers only."
)
_DOMESTIC = _(
    "If you or anyone else is in danger now, call {emergency}. "
    "If it is not safe to speak, leave this page with the exit button. {other_help} "
    "What you write here is read by officers only."
)
_FIRE = _(
    "If something is burning, or you smell gas or smoke, leave the place "
    "and call {emergency}. Use this page for a risk that can wait a day."
)

KINDS: dict[str, list[StarterKind]] = {
    "traffic": [
        StarterKind(
            "speeding",
            _("Speeding"),
            _("Cars race down Mill Street every evening."),
            3,
            _("A crash at speed kills or maims; most days it frightens people."),
            "TRAFFIC-SPEEDING",
            same_within_m=150,
        ),
        StarterKind(
            "dangerous_crossing",
            _("Dangerous crossing"),
            _("Children cannot cross safely outside the school."),
            3,
            _("People on foot are hurt where crossing is hard."),
            "TRAFFIC-CROSSING",
            target_days=56,  # a crossing is looked at on site and often rebuilt
        ),
        StarterKind(
            "bad_parking",
            _("Bad parking"),
            _("Cars block the sidewalk, so I push the stroller into the road."),
            2,
            _("It sends people on foot or in wheelchairs into the road."),
            "TRAFFIC-PARKING",
        ),
        StarterKind(
            "road_damage",
            _("Damaged road or sidewalk"),
            _("There is a deep hole where people step off the bus."),
            2,
            _("People fall and wheels break; harm is seldom lasting."),
            "TRAFFIC-ROAD",
        ),
    ],
    "lights": [
        StarterKind(
            "street_lighting",
            _("Street lighting"),
            _("Three lamps in a row are out on Ash Lane."),
            2,
            _("Dark stretches make people afraid to go out and easier to attack."),
            "LIGHTS-LAMP",
            same_within_m=50,
        ),
        StarterKind(
            "overgrown",
            _("Overgrown or hidden place"),
            _("Bushes cover the path, and nobody can see you there."),
            1,
            _("It mostly spoils the feeling of safety."),
            "LIGHTS-OVERGROWN",
        ),
    ],
    "mess": [
        StarterKind(
            "dumping",
            _("Dumped rubbish"),
            _("Somebody leaves mattresses behind the shops."),
            2,
            _("It draws rats and fires and tells people nobody looks after the place."),
            "MESS-DUMPING",
        ),
        StarterKind(
            "graffiti",
            _("Graffiti"),
            _("The bus stop is covered in tags again."),
            1,
            _("It is a nuisance; words of hate belong under “Hate”."),
            "MESS-GRAFFITI",
            same_within_m=50,
        ),
        StarterKind(
            "abandoned_vehicle",
            _("Abandoned vehicle"),
            _("A car without plates has stood there since summer."),
            2,
            _("It is stripped, set alight or used as a store."),
            "MESS-VEHICLE",
            same_within_m=50,
        ),
    ],
    "noise_group": [
        StarterKind(
            "noise",
            _("Noise"),
            _("Loud music keeps our building awake every weekend."),
            1,
            _("It costs sleep and patience; it seldom does lasting harm."),
            "NOISE",
        ),
    ],
    "drugs": [
        StarterKind(
            "drug_dealing",
            _("Drug dealing"),
            _("People sell from a car at the playground every afternoon."),
            4,
            _("It brings violence and draws in young people."),
            "DRUGS-DEALING",
            reply_days=2,
        ),
        StarterKind(
            "needles",
            _("Needles lying about"),
            _("There are needles under the slide."),
            3,
            _("One prick can infect a child."),
            "DRUGS-NEEDLES",
            reply_days=1,
            target_days=3,  # somebody may be hurt every day they lie there
        ),
        StarterKind(
            "street_drinking",
            _("Street drinking"),
            _("A group drinks and shouts by the library door."),
            2,
            _("It keeps people away from places they need."),
            "DRUGS-DRINKING",
        ),
    ],
    "unsafe": [
        StarterKind(
            "harassment",
            _("Harassment"),
            _("Somebody follows women home from the station."),
            4,
            _("It does lasting harm to those it happens to and can turn to violence."),
            "UNSAFE-HARASSMENT",
            reply_days=1,
            privacy=Privacy.AREA,
            urgent=_THREAT,
        ),
        StarterKind(
            "intimidation",
            _("Intimidation"),
            _("A group blocks the stairs and threatens people who pass."),
            3,
            _("People change how they live to avoid it."),
            "UNSAFE-INTIMIDATION",
            reply_days=2,
            privacy=Privacy.AREA,
        ),
        StarterKind(
            "hate",
            _("Hate"),
            _("Our family is insulted and threatened for what we believe."),
            5,
            _("It harms those it aims at and everyone who is like them."),
            "UNSAFE-HATE",
            reply_days=1,
            target_days=14,  # the people it aims at must see an answer soon
            privacy=Privacy.SENSITIVE,
            urgent=_HATE,
        ),
        StarterKind(
            "domestic",
            _("Violence at home"),
            _("I hear somebody being hurt in the flat above."),
            5,
            _("It is repeated, it gets worse, and it kills."),
            "UNSAFE-DOMESTIC",
            reply_days=1,
            target_days=7,  # danger grows with every week
            privacy=Privacy.SENSITIVE,
            urgent=_DOMESTIC,
        ),
    ],
    "property": [
        StarterKind(
            "burglary",
            _("Break-ins"),
            _("Three homes on our street were broken into this month."),
            4,
            _("A home stops feeling safe for a long time afterwards."),
            "PROPERTY-BURGLARY",
            reply_days=1,
            urgent=_BURGLARY,
        ),
        StarterKind(
            "vehicle_theft",
            _("Theft of or from vehicles"),
            _("Car windows are smashed every Friday night."),
            3,
            _("It costs people their way to work."),
            "PROPERTY-VEHICLE",
        ),
        StarterKind(
            "vandalism",
            _("Vandalism"),
            _("The windows of the youth club are broken again."),
            2,
            _("It costs money and makes a place feel given up."),
            "PROPERTY-VANDALISM",
        ),
    ],
    "buildings": [
        StarterKind(
            "empty_building",
            _("Empty building in use"),
            _("People go in and out of the empty mill at night."),
            3,
            _("Fires, falls and dealing happen in such places."),
            "BUILDINGS-EMPTY",
            target_days=56,  # the owner has to be found and given time by law
        ),
        StarterKind(
            "fire_risk",
            _("Fire risk"),
            _("Rubbish is piled up against the stairs of our building."),
            4,
            _("A fire in a building kills people who did nothing wrong."),
            "BUILDINGS-FIRE",
            reply_days=1,
            target_days=14,  # a fire does not wait a month
            urgent=_FIRE,
        ),
    ],
    "animals": [
        StarterKind(
            "dogs",
            _("Dogs and other animals"),
            _("A dog runs loose by the school and goes for people."),
            2,
            _("Bites are rare and mostly light; fear is common."),
            "ANIMALS-DOGS",
        ),
    ],
    "other_group": [
        StarterKind(
            "welfare",
            _("Worry about a person"),
            _("I have not seen my neighbor for a week."),
            3,
            _("Somebody may be in need and out of sight."),
            "OTHER-WELFARE",
            reply_days=1,
            target_days=7,  # a person in need cannot wait a month
            privacy=Privacy.SENSITIVE,
        ),
        StarterKind(
            "other",
            _("Something else"),
            _("It fits none of these."),
            1,
            _("Until an officer has read it we cannot tell; they may change its kind."),
            "OTHER",
        ),
    ],
}
