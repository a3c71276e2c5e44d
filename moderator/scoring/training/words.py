"""What fills the frames of our own sentences."""

from __future__ import annotations

from random import Random
from typing import NamedTuple


class Words(NamedTuple):
    """Identity words: adjectives ("a deaf teacher") and groups ("deaf people")."""

    adjectives: list[str]
    groups: list[str]


TRAINED = Words(
    "gay lesbian bisexual trans transgender queer straight homosexual heterosexual asexual pansexual intersex "
    "muslim jewish christian catholic hindu buddhist atheist protestant mormon orthodox anglican sunni shia pagan "
    "black white asian brown latino hispanic african american mexican chinese indian arab turkish polish russian "
    "irish german french nigerian syrian canadian brazilian italian spanish greek dutch swedish norwegian danish "
    "finnish swiss austrian belgian portuguese hungarian romanian bulgarian serbian croatian albanian ukrainian "
    "georgian armenian iranian iraqi afghan lebanese egyptian moroccan tunisian algerian libyan ethiopian kenyan "
    "ghanaian congolese sudanese vietnamese thai filipino korean japanese indonesian bengali tamil kurdish israeli "
    "palestinian jamaican cuban colombian peruvian scottish welsh english maori disabled deaf autistic dyslexic "
    "epileptic paralysed bipolar elderly young old teenage middle-aged female male immigrant refugee indigenous "
    "aboriginal native foreign homeless unemployed working-class vegan".split(),
    "women|men|gays|lesbians|muslims|jews|christians|catholics|hindus|blacks|whites|asians|latinos|mexicans|"
    "africans|arabs|immigrants|migrants|refugees|foreigners|trans people|disabled people|gay people|"
    "black people|deaf people|autistic people|old people|indians|russians|feminists|native americans|"
    "single mothers|homeless people|indigenous people|aboriginal people|transgender people|trans women|trans men|"
    "queer people|homosexuals|jewish people|muslim women|muslim men|black women|black men|white men|white women|"
    "asian women|women of colour|people of colour|brown people|asylum seekers|canadians|brazilians|italians|"
    "spaniards|greeks|turks|dutch people|swedes|danes|ukrainians|romanians|bulgarians|serbs|albanians|iranians|"
    "iraqis|afghans|egyptians|moroccans|kenyans|nigerians|ethiopians|syrians|algerians|vietnamese people|"
    "filipinos|koreans|japanese people|kurds|israelis|palestinians|jamaicans|cubans|colombians|americans|germans|"
    "protestants|mormons|buddhists|atheists|orthodox christians|pensioners|elderly people|teenagers|"
    "young people|wheelchair users|people with autism|people with disabilities|people with dementia|"
    "mentally ill people|unemployed people|welfare recipients|same-sex couples|gay men|gay couples|drag queens|"
    "girls|boys|house wives|mothers|travellers".split("|"),
)
_OTHERS = (
    "farmers|cyclists|tourists|veterans|nurses|teachers|students|dog owners|drivers|neighbours|parents|"
    "vegans|football fans|musicians|gardeners|commuters|volunteers|anglers|tenants|campers|bakers|shop keepers"
).split("|")

PEOPLE = (
    "person man woman teacher doctor neighbour friend student family couple artist writer coworker boss "
    "grandmother athlete singer nurse engineer voter driver librarian boy girl guy lady uncle plumber officer "
    "councillor priest farmer cook mother father actor lawyer tenant"
).split()
GOOD = (
    "kind brilliant wonderful funny smart talented generous lovely amazing hardworking inspiring friendly "
    "great thoughtful proud brave patient honest helpful clever welcoming gentle polite cheerful"
).split()
BAD = (
    "disgusting|stupid|filthy|evil|worthless|vile|subhuman|parasites|vermin|animals|scum|trash|inferior|"
    "criminals|rapists|liars|dirty|savages|a disease|a cancer|lazy|ugly|crazy|thieves|dangerous|monsters|garbage|"
    "rats|cockroaches|retarded|terrorists|a plague|less than human|primitive|sick in the head|perverts"
).split("|")
WHERE = (
    "at work|in my town|next door|on the bus|at our school|in my class|at the market|in parliament|"
    "in the village|at the station|in the park|at the hospital|on the council|in our street|at the club"
).split("|")
VIOLENT = (
    "kill|hurt|attack|beat up|burn|shoot|hang|wipe out|stab|murder|strangle|smash|destroy|slap|punch|poison|bomb|"
    "exterminate|cut up|finish off"
).split("|")
VIOLATED = (
    "shot|killed|burned|hanged|gassed|beaten|stabbed|drowned|strangled|lynched|beheaded|run over|put down|"
    "burned alive|skinned|whipped|exterminated|locked up and forgotten"
).split("|")
THING = (
    "mondays|this phone|cold coffee|traffic|spiders|my printer|slow wifi|hangovers|paperwork|homework|"
    "long queues|winter|that movie|broccoli|my commute|this form|the app|the ticket machine|this weather|"
    "that song|the new logo|this keyboard|bad parking|loud music|wet socks"
).split("|")
FOOL = (
    "moron|idiot|clown|loser|pathetic fool|imbecile|dimwit|coward|liar|crook|thief|parasite|cretin|"
    "dumbass|jerk|scumbag|bastard|rat|pig|piece of trash|waste of space|halfwit|snake|creep|bitch|asshole|prick"
).split("|")
TOPIC = (
    "bus|tram|train|bins|recycling|library|pool|playground|road works|bridge|street lights|parking|permit|"
    "licence|passport|pension|tax form|refund|childcare|school|clinic|vaccination|water bill|power cut|"
    "housing list|bike path|footpath|toilets|website|app|hotline|office|counter|market|festival|dog park|"
    "speed limit|crossing|flood warning|beach|ferry|timetable|survey|council meeting|election|"
    "benefits office|town hall|roundabout|cemetery|sports hall|rubbish collection|car park|museum"
).split("|")
STATE = (
    "ridiculous|a joke|a disgrace|unacceptable|a shame|absurd|terrible|awful|pathetic|useless|a nightmare|hopeless|"
    "embarrassing|outrageous|a farce|not good enough|beyond me|a scandal|really bad|madness|nonsense|a mess|"
    "disappointing|frustrating|annoying|rubbish|shocking|insane|laughable|crazy|stupid|idiotic|dumb|moronic|"
    "pointless|garbage|horrible|a failure|a waste of money|shameful|appalling|incompetent|daft|silly|lousy|"
    "disgraceful|a circus|clueless|unbelievable|cruel|unfair|wrong|a total failure|a bad idea"
).split("|")
PLAN = (
    "policy|plan|decision|rule|law|form|idea|proposal|answer|system|budget|reform|tax|fee|campaign|strategy|"
    "announcement|press release|regulation|bill|timetable|contract|project|report|excuse|speech|consultation"
).split("|")
OFFICIAL = (
    "minister|mayor|council|government|department|agency|authority|ministry|president|commissioner|"
    "city|planning office|transport authority|police chief|prime minister|opposition|administration|board"
).split("|")
FAILING = (
    "incompetent|out of touch|not up to the job|useless|wrong|clueless|failing|asleep|not listening|slow|unprepared|"
    "ignoring us|dishonest about the costs|wasting our money|making things worse|too weak|to blame|overpaid|"
    "hiding from questions|breaking promises|a disappointment|hopeless"
).split("|")
WHO = (
    "my neighbour|a colleague|the paper|an old man on the bus|somebody in this thread|my father|the poster|"
    "the speaker|a politician|some troll|my aunt|a customer|the leaflet|one of the comments|a woman in the queue|"
    "my ex|the landlord|a boy in my class|the radio host|that account"
).split("|")
SAID = "said|wrote|shouted|claimed|told me|posted|thinks|believes|insisted|whispered|joked|replied|keeps saying".split(
    "|"
)
REACTION = (
    "and I told him that he was wrong|and that hurt|which is not true|and nobody laughed|and he was fined|and I left|"
    "and the moderators removed it|that is unacceptable|and I strongly disagree|and I reported it|"
    "which made me cry|how awful|what a horrible thing to say|that is racist|and I was ashamed for him|"
    "and people walked out|please take it down|I could not believe my ears|and he lost his job for it|"
    "and it is simply false|and my children heard it|this must stop|and he later said sorry|"
    "and we all protested|and that is hate speech|and I will not accept that"
).split("|")
APPLAUSE = (
    "and he is right|and I agree|finally someone says it|and I can only agree|and he is so right|and it is true|"
    "and everybody knows it|what a hero|well said|and that is just a fact|and I have always said so|good man|"
    "about time|and he has my vote"
).split("|")

# what threats are made of; calm sentences hold the same words
PART = "neck|legs|face|skull|teeth|fingers|back|jaw|throat|head|arm|knees|nose|hands|ribs|eyes".split("|")
WEAPON = "knife|gun|bat|hammer|axe|rope|rifle|bomb|bottle of acid|machete|shotgun|crowbar|brick|chain|can of petrol".split(
    "|"
)
TIME = (
    "tonight|tomorrow|soon|after work|one of these days|when you least expect it|on Friday|next week|this weekend|"
    "on your way home|in the morning|before the year is over|sooner than you think|at the next meeting"
).split("|")
SUFFER = (
    "bleed|suffer|burn|die|scream|hang|drown|beg|cry for your mother|rot|choke|pay|crawl|regret it|disappear|"
    "end up in a wheelchair|end up in hospital|lose everything|be sorry"
).split("|")
RELATIVE = "kids|daughter|son|wife|husband|mother|dog|family|cat|parents|little girl|grandchildren|boyfriend|sister".split(
    "|"
)
OWNED = "car|house|office|windows|desk|garden|bike|shed|front door|counter|van|town hall|roof".split("|")
RUINED = "burn|go up in flames|be smashed|be gone|explode|be in pieces|look different|be ashes".split("|")
CRUSH = "break|smash|cut off|crush|rip out|slice|snap|bash in|twist|shoot off".split("|")

_STEMS = "bl br d dr f g gl gr h j k kl kr l m n p pl r s sk st t tr v vl w y z zh".split()
_VOWELS = "a e i o u aa ou ei".split()


def invented(random: Random) -> str:
    """A stem that no language has: a frame must not lean on the group that it is about."""
    return "".join(
        random.choice(_STEMS) + random.choice(_VOWELS) for _ in range(random.randint(1, 3))
    ) + random.choice(["r", "n", "l", "s", "k", "m", ""])


def group(words: Words, random: Random, *, others: bool = True) -> str:
    """A group of people: mostly of the list, sometimes one that does not exist or that nobody hates."""
    drawn = random.random() if others else 1.0
    if drawn < 0.12:
        return invented(random) + random.choice(
            ["ians", "is", "ers", "ese people", "ish people", "ans", "es", "s", "ic people"]
        )
    if drawn < 0.2:
        return random.choice(_OTHERS)
    return random.choice(words.groups)


def adjective(words: Words, random: Random, *, others: bool = True) -> str:
    if others and random.random() < 0.12:
        return invented(random) + random.choice(["ian", "i", "ese", "ish", "an", "ic", "al"])
    return random.choice(words.adjectives)
