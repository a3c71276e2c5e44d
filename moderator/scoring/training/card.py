"""The model card: what it is, what it was made of, how good it is, what it is bad at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moderator import resources

# said on the card of a comment that this model veiled
BAD_AT = (
    "hate without harsh words, and sarcasm",
    "emoji alone",
    "words that are quoted, or that people use of themselves",
    "calm sentences about groups of people, above all those whose names it met only in hate",
    "dialect: African American English is taken for offence more often than it should",
    "every language but English, and unusual misspellings",
)


def written(manifest: Mapping[str, Any]) -> str:
    metrics, training = manifest["metrics"], manifest["training"]
    people, alone = metrics["people"], metrics["names_alone"]
    return f"""# Model card: embedded {manifest["version"]}

A character-n-gram network over words and a shallow one over phrases beside it ({manifest["bytes"] / 1e6:.1f} MB, NumPy
alone), whose mean gives seven calibrated probabilities, named as Detoxify names them. It decides which comments are
veiled before anybody reads them. It is no judge of people, and no decision is made by it alone.

Trained by `{training["command"]}` (seed {training["seed"]}, {training["epochs"]} epochs) on {training["rows"]:,} public
comments and {training["own_sentences"]:,} sentences of our own or cut from calm ones. Data: {manifest["data"]["licence"]}.
Sources: {", ".join(manifest["data"]["sources"])}.

All figures are on validation rows and held-back sentences that were not trained on; `moderator bench scoring --data
FOLDER` prints them again, beside those to reach. What it printed last, with a converted Detoxify, replayed campaigns and a
real worker beside it, stands in FIGURES.md.

| label | AUC (English, annotated rows) | positives | 95 % interval |
|---|---|---|---|
{_rows(metrics["auc"], "auc", "positives", "interval")}

Abusive comments that stay bare when so many of the calm ones are veiled:

| source | 5 % | 10 % | 20 % |
|---|---|---|---|
{_rows(metrics["bare"], "5%", "10%", "20%")}

A text is veiled when any label reaches its point: {_points(manifest["veil_points"])}. The points were chosen on the
validation rows: at most 5 % of abuse bare on "social" (what is most like comments to an agency), at most 12 % on the
hate sources, and then as few calm comments veiled as can be. The hate sources' "calm" rows are mostly about hated
groups, in harsh words:

| source | abusive left bare | calm veiled |
|---|---|---|
{_rows(metrics["at_veil_points"], "abusive_bare", "calm_veiled")}

Recall at 10 % false veils, as written and written around filters:

| way | recall |
|---|---|
{_rows({name: {"recall": value} for name, value in metrics["obfuscation"].items()}, "recall")}

Sentences about people and from people, written for this purpose and held back (frames and group names). Those that
count were written after the last change to what is trained; the first ones were looked at while it was written:

| kind | share veiled | first ones |
|---|---|---|
| calm, about groups of people | {people["simple"]} | {people["first_simple"]} |
| calm, about groups, in the words of hate (denied, reported, regretted) | {people["hard"]} | {people["first_hard"]} |
| hate against the same groups | {people["hate"]} | |
| threats in the second person | {people["threats"]} | {people["first_threats"]} |
| the same, taken for threats where 2 % of calm comments are | {people["threats_found"]} | {people["first_threats_found"]} |
| sharp, civil criticism of an agency | {people["criticism"]} | {people["first_criticism"]} |
| abuse of an agency and its people | {people["abuse"]} | {people["first_abuse"]} |

Of the {alone["veiled"]:,} English comments kept back that it veils, people called a share of {alone["calm"]} calm; of the
{alone["alone"]:,} among them that it would not veil without their words for groups of people, {alone["alone_calm"]}. The
card of such a comment says so.

AUC for toxicity by source, length in letters, and language. Only English is covered; everything else is *not checked*
and stays veiled:

| part | AUC | abusive |
|---|---|---|
{_rows(metrics["auc_by_source"], "auc", "positives")}
{_rows(metrics["auc_by_length"], "auc", "positives")}
{_rows(metrics["auc_by_language"], "auc", "positives")}

What each scorer covers (`moderator model languages` says it of one desk). Text with any other language in it is not given
to a scorer: it is *not checked*. A long text is looked at part by part, and words in another script by themselves.

| scorer | languages | rests on |
|---|---|---|
| embedded | English | measured on comments kept back; all others fall short of an AUC of .88 |
| Detoxify original, unbiased | English | its authors' word; not measured |
| Detoxify multilingual | English, French, Italian, Portuguese, Russian, Spanish, Turkish | its authors' word; not measured |

**Bad at**: hate without harsh words, sarcasm, emoji alone, quotations, reclaimed words, dialect (one source, davidson, takes
African American English for offence more often than it should), groups whose names it met only in hate, and every
language but English. Misspellings beyond what the normaliser undoes cost recall (*typo* and *starred* above). Opinions
that some raters call toxic for what they claim, not for their words (in chat_automod), are not found.

{_tried()}"""


def _tried() -> str:
    """Written by hand beside the weights."""
    return resources.path("models", "TRIED.md").read_text("utf-8")


def _points(veil_points: Mapping[str, float]) -> str:
    return ", ".join(f"{label} {point:g}" for label, point in veil_points.items())


def _rows(table: Mapping[str, Mapping[str, Any]], *columns: str) -> str:
    return "\n".join(
        f"| {name.strip()} | " + " | ".join(str(row.get(column, "")) for column in columns) + " |"
        for name, row in table.items()
    )
