"""A small report by hand: every block, every figure, numbers shown, hidden, absent."""

from barometre.questionnaire.scale import Text
from barometre.report.model import (
    Absence,
    ChangeBar,
    ChangeBars,
    Column,
    Curve,
    Curves,
    Distribution,
    Dumbbell,
    DumbbellRow,
    Figure,
    FigureData,
    Flow,
    Forest,
    ForestRow,
    Likert,
    LikertRow,
    Number,
    NumberField,
    NumberKind,
    Paragraph,
    Phrase,
    Report,
    Section,
    Table,
)

TEXTS = {
    "sample.headline": {
        "en": "Of {n} people, {share} trust most people: {label}.",
        "fr": "Sur {n} personnes, {share} font confiance aux autres : {label}.",
    }
}
PEOPLE = Text(fr="Personnes", en="People")
LONG = Text(
    fr="Quand les habitants de mon quartier s’organisent ensemble, ils peuvent "
    "obtenir que les décisions de la mairie changent vraiment, même sur des sujets "
    "difficiles comme le logement ou la sécurité",
    en="When the residents of my neighbourhood organise together, they can get the "
    "town hall's decisions to really change, even on hard subjects like housing",
)


def number(
    value: float | None,
    kind: NumberKind,
    key: str,
    field: NumberField = "estimate",
    absence: Absence | None = None,
    decimals: int | None = None,
) -> Number:
    if value is None and absence is None:
        absence = "suppressed"
    return Number(value, kind, key, field, absence, decimals)


def count(value: float | None, key: str) -> Number:
    return number(value, "count", key, "n")


def figure(name: str, title: Text, data: FigureData, table: Table) -> Figure:
    return Figure(
        id=name,
        title=title,
        subtitle=Text(
            fr="Participants, 118 personnes, mai 2026", en="Participants, 118, May 2026"
        ),
        source=Text(
            fr="Source : questionnaire d’entrée et de sortie.",
            en="Source: entry and exit questionnaires.",
        ),
        alternative=Text(
            fr="Les nombres sont dans le tableau qui suit.",
            en="The numbers are in the table that follows.",
        ),
        data=data,
        table=table,
    )


def flow() -> Figure:
    steps = (
        (Text(fr="Invitées à l’entrée", en="Invited at entry"), 214.0),
        (Text(fr="Ont répondu à l’entrée", en="Answered at entry"), 176.0),
        (Text(fr="Ont répondu à la sortie", en="Answered at exit"), 131.0),
        (Text(fr="Reliées entre les deux", en="Linked between both"), 118.0),
        (Text(fr="Groupe de comparaison", en="Comparison group"), None),
    )
    numbers = [
        (words, count(value, f"participation/{index}"))
        for index, (words, value) in enumerate(steps)
    ]
    table = Table(
        "flow-table",
        Text(fr="Personnes à chaque étape", en="People at each stage"),
        (
            Column("stage", Text(fr="Étape", en="Stage"), is_header=True),
            Column("n", PEOPLE),
        ),
        tuple(numbers),
        (Text(fr="Une ligne par étape.", en="One row a stage."),),
    )
    title = Text(
        fr="Plus d’une personne sur deux a répondu deux fois",
        en="More than one person in two answered twice",
    )
    return figure("flow", title, Flow(tuple(numbers)), table)


AGREE = (
    Text(fr="Pas du tout d’accord", en="Strongly disagree"),
    Text(fr="Plutôt pas d’accord", en="Disagree"),
    Text(fr="Ni l’un ni l’autre", en="Neither"),
    Text(fr="Plutôt d’accord", en="Agree"),
    Text(fr="Tout à fait d’accord", en="Strongly agree"),
)
ASIDE = (Text(fr="Ne sait pas", en="Don't know"), Text(fr="Refus", en="Refused"))


def likert_row(
    name: str, label: Text, shares: tuple[float, ...] | None, aside: tuple[float, ...]
) -> LikertRow:
    is_shown = shares is not None
    values = shares if shares is not None else (None,) * 5
    return LikertRow(
        label,
        tuple(
            number(value, "share", f"item/{name}/t1/share/{answer}")
            for answer, value in enumerate(values, start=1)
        ),
        tuple(
            number(value if is_shown else None, "share", f"item/{name}/t1/share_{kind}")
            for kind, value in zip(("dont_know", "refused"), aside, strict=True)
        ),
        count(118.0 if is_shown else None, f"item/{name}/t1/share/1"),
    )


def likert() -> Figure:
    rows = (
        likert_row(
            "pe_act",
            Text(fr="Je peux agir dans mon quartier", en="I can act here"),
            (0.0423728813559322, 0.11864406779661017, 0.2372881355932203,
             0.4067796610169492, 0.19491525423728814),
            (0.0327868852459016, 0.0081967213114754),
        ),
        likert_row("pe_change", LONG, (0.11, 0.29, 0.21, 0.34, 0.05), (0.141, 0.0)),
        likert_row(
            "pe_empty",
            Text(fr="On m’écoute", en="I am heard"),
            (0.0, 0.004, 0.096, 0.9, 0.0),
            (0.0, 0.0),
        ),
        likert_row(
            "pe_few", Text(fr="Question peu posée", en="Rarely asked"), None, (0.0, 0.0)
        ),
    )  # fmt: skip
    columns = (
        Column("item", Text(fr="Question", en="Item"), is_header=True),
        *(Column(f"a{i}", answer) for i, answer in enumerate(AGREE)),
        *(Column(f"b{i}", answer) for i, answer in enumerate(ASIDE)),
        Column("n", PEOPLE),
    )
    table = Table(
        "likert-table",
        Text(fr="Pouvoir d’agir, question par question", en="Power to act, by item"),
        columns,
        tuple((row.label, *row.shares, *row.aside, row.n) for row in rows),
    )
    title = Text(
        fr="Six personnes sur dix pensent pouvoir agir",
        en="Six people in ten think they can act",
    )
    return figure("likert", title, Likert(AGREE, ASIDE, rows, 2), table)


def distribution() -> Figure:
    shares = {
        "t0": (0.03, 0.01, 0.05, 0.08, 0.10, 0.24, 0.13, 0.17, 0.12, 0.045, 0.025),
        "t1": (0.01, 0.0, 0.02, 0.06, 0.08, 0.17, 0.16, 0.22, 0.17, 0.07, 0.04),
    }
    means = {"t0": (5.42, 5.03, 5.81), "t1": (6.234567891, 5.9, 6.57)}
    labels = {"t0": Text(fr="Entrée", en="Entry"), "t1": Text(fr="Sortie", en="Exit")}
    panels = tuple(
        (
            labels[wave],
            tuple(
                number(value, "share", f"item/tp_general/{wave}/share/{answer}")
                for answer, value in enumerate(values)
            ),
            number(means[wave][0], "score", f"item/tp_general/{wave}/mean"),
            number(means[wave][1], "score", f"item/tp_general/{wave}/mean", "ci_low"),
            number(means[wave][2], "score", f"item/tp_general/{wave}/mean", "ci_high"),
        )
        for wave, values in shares.items()
    )
    answers = tuple(str(answer) for answer in range(11))
    table = Table(
        "distribution-table",
        Text(fr="Réponses de 0 à 10", en="Answers from 0 to 10"),
        (
            Column("wave", Text(fr="Vague", en="Wave"), is_header=True),
            *(Column(f"a{answer}", answer) for answer in answers),
            Column("mean", Text(fr="Moyenne", en="Mean")),
            Column("low", Text(fr="Borne basse", en="Low end")),
            Column("high", Text(fr="Borne haute", en="High end")),
        ),
        tuple((words, *values, *rest) for words, values, *rest in panels),
    )
    title = Text(
        fr="La confiance dans les autres se déplace vers le haut",
        en="Trust in others moves up",
    )
    return figure("distribution", title, Distribution(answers, panels), table)


def dumbbell() -> Figure:
    values = (
        ("trust_people", Text(fr="Confiance dans les autres", en="Trust in people"),
         54.2, 62.3456789, 8.1456789, 4.2, 12.1),
        ("power_act", LONG, 48.0, 47.7, -0.3, -0.42, 0.06),
        ("trust_local", Text(fr="Institutions locales", en="Local institutions"),
         100.0, 91.0, -9.0, -17.0, -1.0),
        ("coll_eff", Text(fr="Agir ensemble", en="Acting together"),
         None, None, None, None, None),
    )  # fmt: skip
    rows = tuple(
        DumbbellRow(
            label,
            number(before, "pomp", f"change/{name}/t0-t1/mean_before_pomp"),
            number(after, "pomp", f"change/{name}/t0-t1/mean_after_pomp"),
            number(change, "pomp_change", f"change/{name}/t0-t1/mean_change_pomp"),
            number(
                low, "pomp_change", f"change/{name}/t0-t1/mean_change_pomp", "ci_low"
            ),
            number(
                high, "pomp_change", f"change/{name}/t0-t1/mean_change_pomp", "ci_high"
            ),
            count(
                None if before is None else 118.0,
                f"change/{name}/t0-t1/mean_change_pomp",
            ),
        )
        for name, label, before, after, change, low, high in values
    )
    table = Table(
        "dumbbell-table",
        Text(fr="Avant et après, de 0 à 100", en="Before and after, 0-100"),
        (
            Column("outcome", Text(fr="Mesure", en="Outcome"), is_header=True),
            Column("before", Text(fr="Entrée", en="Entry")),
            Column("after", Text(fr="Sortie", en="Exit")),
            Column("change", Text(fr="Évolution", en="Change")),
            Column("low", Text(fr="Borne basse", en="Low end")),
            Column("high", Text(fr="Borne haute", en="High end")),
            Column("n", PEOPLE),
        ),
        tuple(
            (
                row.label,
                row.before,
                row.after,
                row.change,
                row.change_low,
                row.change_high,
                row.n,
            )
            for row in rows
        ),
    )
    title = Text(
        fr="La confiance monte, celle dans les institutions baisse",
        en="Trust rises, trust in institutions falls",
    )
    data = Dumbbell(Text(fr="Entrée", en="Entry"), Text(fr="Sortie", en="Exit"), rows)
    return figure("dumbbell", title, data, table)


def forest() -> Figure:
    values = (
        ("Bron", 0.62, 0.05, 1.19, 21.0),
        ("Lyon_Nord", 0.31, -0.22, 0.84, 34.0),
        ("Vaulx-en-Velin", None, None, None, None),
        ("Villeurbanne", -0.1234567890123, -0.71, 0.46, 29.0),
        ("", 0.33, 0.03, 0.63, 118.0),
    )
    rows = []
    for name, change, low, high, n in values:
        part = f"territory={name}/" if name else ""
        key = f"change/trust_people/t0-t1/{part}mean_change"
        rows.append(
            ForestRow(
                name or Text(fr="Ensemble", en="Everyone"),
                number(change, "change", key),
                number(low, "change", key, "ci_low"),
                number(high, "change", key, "ci_high"),
                count(n, key),
                is_overall=not name,
            )
        )
    table = Table(
        "forest-table",
        Text(fr="Évolution par territoire", en="Change by territory"),
        (
            Column("group", Text(fr="Territoire", en="Territory"), is_header=True),
            Column("change", Text(fr="Évolution", en="Change")),
            Column("low", Text(fr="Borne basse", en="Low end")),
            Column("high", Text(fr="Borne haute", en="High end")),
            Column("n", PEOPLE),
        ),
        tuple((row.label, row.change, row.low, row.high, row.n) for row in rows),
    )
    title = Text(
        fr="On ne peut pas départager les territoires",
        en="Territories cannot be told apart",
    )
    unit = Text(
        fr="Évolution en points, sur l’échelle de 0 à 10",
        en="Change in points, on the scale from 0 to 10",
    )
    return figure("forest", title, Forest(tuple(rows), unit), table)


def change_bars() -> Figure:
    values = (
        ("trust_people", Text(fr="Confiance dans les autres", en="Trust in people"),
         (0.0932203389830508, 0.6694915254237288, 0.2372881355932203)),
        ("power_act", LONG, (0.004, 0.986, 0.01)),
        ("coll_eff", Text(fr="Agir ensemble", en="Acting together"), (None,) * 3),
    )  # fmt: skip
    names = ("share_reliably_declined", "share_unchanged", "share_reliably_improved")
    rows = tuple(
        ChangeBar(
            label,
            *(
                number(share, "share", f"change/{scale}/t0-t1/{name}")
                for share, name in zip(shares, names, strict=True)
            ),
            count(118.0 if shares[0] else None, f"change/{scale}/t0-t1/{names[0]}"),
        )
        for scale, label, shares in values
    )
    table = Table(
        "change-table",
        Text(fr="Qui a changé", en="Who changed"),
        (
            Column("outcome", Text(fr="Mesure", en="Outcome"), is_header=True),
            Column("declined", Text(fr="En baisse", en="Down")),
            Column("same", Text(fr="Pareil", en="Same")),
            Column("improved", Text(fr="En hausse", en="Up")),
            Column("n", PEOPLE),
        ),
        tuple((row.label, row.declined, row.same, row.improved, row.n) for row in rows),
    )
    title = Text(
        fr="La plupart des personnes n’ont pas changé nettement",
        en="Most people did not clearly change",
    )
    return figure("change", title, ChangeBars(rows), table)


def power_curves() -> Figure:
    grid, powers = (50.0, 100.0, 150.0), ((0.41, 0.69, 0.86), (0.2, 0.35, 0.49))
    labels = (Text(fr="Les mêmes personnes", en="The same people"), LONG)
    lines = tuple(
        Curve(
            label,
            tuple(
                (
                    count(people, f"plan/score/{place}/{people}/people"),
                    number(power, "share", f"plan/score/{place}/{people}/power"),
                )
                for people, power in zip(grid, chances, strict=True)
            ),
        )
        for place, (label, chances) in enumerate(zip(labels, powers, strict=True))
    )
    table = Table(
        "power-table",
        Text(fr="Chance de voir l’évolution", en="Chance of seeing the change"),
        (
            Column("people", PEOPLE, is_header=True),
            Column("same", labels[0]),
            Column("other", Text(fr="D’autres personnes", en="Other people")),
        ),
        tuple(
            (first[0], first[1], second[1])
            for first, second in zip(*(line.points for line in lines), strict=True)
        ),
    )
    title = Text(
        fr="Suivre les mêmes personnes demande moitié moins de monde",
        en="Following the same people takes half as many",
    )
    target = number(0.8, "share", "plan/score/power")
    return figure("power", title, Curves(lines, target), table)


def reliability() -> Table:
    key = "reliability/trust_people/t1/cronbach_alpha"
    return Table(
        "reliability",
        Text(fr="Fidélité des échelles", en="Reliability of the scales"),
        (
            Column("scale", Text(fr="Échelle", en="Scale"), is_header=True),
            Column("alpha", Text(fr="Alpha", en="Alpha")),
            Column("low", Text(fr="Borne basse", en="Low end")),
            Column("p", Text(fr="Valeur p", en="p-value")),
            Column("time", Text(fr="Durée", en="Time")),
            Column("level", Text(fr="Niveau", en="Level")),
            Column("g", Text(fr="Taille d’effet", en="Effect")),
            Column("se", Text(fr="Erreur type", en="Standard error")),
            Column("method", Text(fr="Méthode", en="Method")),
        ),
        (
            (
                Text(fr="Confiance <dans> les autres", en="Trust in <people> & co"),
                number(0.8312345678901234, "coefficient", key),
                number(0.79, "coefficient", key, "ci_low"),
                number(0.0004, "p_value", key, "p_value"),
                number(1754.4, "seconds", "duration/t1/median"),
                number(0.95, "level", key, "ci_level"),
                number(-0.217, "effect", "change/trust_people/t0-t1/hedges_g_av"),
                number(
                    0.0912, "change", "change/trust_people/t0-t1/mean_change",
                    "std_error", decimals=2,
                ),
                "feldt",
            ),
            (
                "=SUM(A1:A9)",
                number(None, "coefficient", "reliability/x/t1/cronbach_alpha"),
                number(None, "coefficient", "reliability/x/t1/cronbach_alpha",
                       "ci_low", "not_computed"),
                number(0.2345, "p_value", "reliability/x/t1/cronbach_alpha", "p_value"),
                number(None, "seconds", "duration/t0/median", "estimate", "not_asked"),
                number(0.95, "level", "reliability/x/t1/cronbach_alpha", "ci_level"),
                number(1.5, "effect", "change/x/t0-t1/hedges_g_av"),
                number(0.5, "change", "change/x/t0-t1/mean_change", "std_error"),
                "@feldt",
            ),
        ),
        (Text(fr="Intervalle de Feldt.", en="Feldt interval."),),
    )  # fmt: skip


def sample_report() -> Report:
    headline = Phrase(
        "sample.headline",
        {
            "n": count(1118.0, "participation/t1/completed"),
            "share": number(0.6186440677966102, "share", "item/tp/t1/share_high"),
            "label": Text(fr="au moins 6 sur 10", en="6 or more out of 10"),
        },
    )
    codebook = Table(
        "codebook",
        Text(fr="Dictionnaire des données", en="Codebook"),
        (
            Column("item", Text(fr="Question", en="Item"), is_header=True),
            Column("text", Text(fr="Texte", en="Text")),
        ),
        (("tp_general", LONG), ("tp_careful", Text(fr="-1 à 5", en="-1 to 5"))),
    )
    return Report(
        study_id="sample-2026",
        audience="evaluator",
        title=Text(fr="Cafés collaboratifs 2026", en="Collaborative cafés 2026"),
        subtitle=Text(fr="Rapport d’évaluation", en="Evaluator's report"),
        sections=(
            Section(
                "people",
                Text(fr="Qui a répondu ?", en="Who answered?"),
                (Paragraph(headline, "headline"), flow()),
            ),
            Section(
                "answers",
                Text(fr="Les réponses", en="The answers"),
                (
                    Paragraph(
                        Text(
                            fr="Les personnes qui sont parties avaient peut-être "
                            "moins confiance.",
                            en="Those who left may have trusted less.",
                        ),
                        "caution",
                    ),
                    likert(),
                    distribution(),
                ),
            ),
            Section(
                "change",
                Text(fr="Ce qui a changé", en="What changed"),
                (
                    Paragraph(
                        Text(
                            fr="Trop de personnes perdues.", en="Too many people lost."
                        ),
                        "alarm",
                    ),
                    dumbbell(),
                    forest(),
                    change_bars(),
                ),
            ),
            Section(
                "reliability",
                Text(fr="Fidélité", en="Reliability"),
                (
                    Paragraph(Text(fr="Une phrase simple.", en="A plain sentence.")),
                    reliability(),
                ),
            ),
        ),
        codebook=codebook,
        provenance=(
            (Text(fr="Version", en="Version"), "0.1.0"),
            (Text(fr="Empreinte du plan", en="Plan hash"), "0a1b2c3d4e5f"),
        ),
    )
