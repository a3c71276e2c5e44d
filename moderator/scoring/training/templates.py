"""Our own sentences: what data sets lack. Written here, copied from nowhere.

Identity words in neutral, positive, negated and counter-speech sentences (calm), hate and threats against the same
groups (not calm); threats in the second person; what people write to an agency, civil and not. Terms and frames
marked *held back* are never trained on; the model card's identity and threat figures are measured on them.
"""

from __future__ import annotations

from random import Random
from typing import NamedTuple

Labels = dict[str, float]

CALM: Labels = dict.fromkeys(
    ("toxicity", "severe_toxicity", "obscene", "threat", "insult", "identity_attack", "sexual_explicit"), 0.0
)
HATE: Labels = {"toxicity": 1.0, "identity_attack": 1.0, "threat": 0.0}
INSULT: Labels = {"toxicity": 1.0, "insult": 1.0, "identity_attack": 0.0, "threat": 0.0}
THREAT: Labels = {"toxicity": 1.0, "threat": 1.0}
HATE_THREAT: Labels = {"toxicity": 1.0, "threat": 1.0, "identity_attack": 1.0}
SWEARING: Labels = {"identity_attack": 0.0, "threat": 0.0, "obscene": 1.0, "insult": 0.0}


class Sentence(NamedTuple):
    text: str
    labels: Labels


class Words(NamedTuple):
    adjectives: list[str]
    groups: list[str]


TRAINED = Words(
    "gay lesbian bisexual trans transgender queer straight muslim jewish christian catholic hindu buddhist "
    "atheist black white asian latino hispanic african american mexican chinese indian arab turkish polish "
    "russian irish german french nigerian syrian disabled deaf autistic elderly young old female male "
    "immigrant refugee indigenous aboriginal native".split(),
    "women|men|gays|lesbians|muslims|jews|christians|catholics|hindus|blacks|whites|asians|latinos|mexicans|"
    "africans|arabs|immigrants|migrants|refugees|foreigners|trans people|disabled people|gay people|"
    "black people|deaf people|autistic people|old people|indians|russians|feminists|native americans|"
    "single mothers|homeless people|indigenous people|aboriginal people".split("|"),
)
HELD_BACK = Words(
    "nonbinary sikh islamic somali pakistani romani blind".split(),
    "bisexuals|pakistanis|gypsies|blind people|sikhs|poles|chinese people".split("|"),
)

_PEOPLE = (
    "person man woman teacher doctor neighbour friend student family couple artist writer coworker boss "
    "grandmother athlete singer nurse engineer voter driver librarian"
).split()
_GOOD = (
    "kind brilliant wonderful funny smart talented generous lovely amazing hardworking inspiring friendly "
    "great thoughtful proud brave"
).split()
_BAD = (
    "disgusting|stupid|filthy|evil|worthless|vile|subhuman|parasites|vermin|animals|scum|trash|inferior|"
    "criminals|rapists|liars|dirty|savages|a disease|a cancer"
).split("|")
_WHERE = (
    "at work|in my town|next door|on the bus|at our school|in my class|at the market|in parliament".split("|")
)
_VIOLENT = "kill|hurt|attack|beat up|burn|shoot|hang|wipe out|stab".split("|")
_VIOLATED = "shot|killed|burned|hanged|gassed|beaten|stabbed|drowned".split("|")
_THING = (
    "mondays|this phone|cold coffee|traffic|spiders|my printer|slow wifi|hangovers|paperwork|homework|"
    "long queues|winter|that movie|broccoli|my commute|this form|the app|the ticket machine"
).split("|")
_FOOL = "moron|idiot|clown|loser|pathetic fool|imbecile|dimwit|coward|liar|crook|thief|parasite|cretin".split(
    "|"
)

CALM_FRAMES = (
    "My {person} is {adj}",
    "I am a {adj} {person}",
    "She is {adj} and proud",
    "There is a {adj} {person} {where}",
    "{Group} are {good}",
    "I met a {good} {adj} {person} {where}",
    "We stand with {group}",
    "Proud to be {adj}",
    "{Group} live {where} too",
    "The {adj} {person} won the prize",
    "Most {group} I know are {good}",
    "I really love {group}",
    "I respect {group} so much",
    "Being {adj} is normal",
    "{Adj} {person}s deserve equal rights",
    "Two {adj} {person}s were talking {where}",
    "Are you {adj}?",
    "He came out as {adj} last year",
    "Our {adj} {person} is so {good}",
    "History of {group} in Europe",
    "{Group} and {group} working together",
    "As a {adj} {person} I welcome the new rules",
    "Will the leaflet be available for {group}?",
    "The new centre for {group} opens on Friday",
    "I don't hate {group}",
    "No one should {violent} {group}",
    "We must never {violent} {group}",
    "{Group} are not {bad}",
    "I would never say {group} are {bad}",
    "It is wrong to call {group} {bad}",
    "Nobody deserves to be attacked for being {adj}",
    'Saying "{group} are {bad}" is racist and wrong',
    "Anyone who claims that {group} are {bad} should be ashamed",
    "Stop telling people that {group} are {bad}, it is hate",
    '"I hate {group}" is a horrible thing to write',
    "He was banned for writing that {group} are {bad}",
    "They were called {bad} for being {adj}, that must stop",
    "We are not scared of {group}",
    "{Group} have been treated badly for years",
    "Please report anyone who says {group} should be {violated}",
)
MORE_CALM = (
    "{Group} are welcome here",
    "{Group} are people like everyone else",
    "{Group} live in every town",
    "{Group} vote too",
    "{Group} and their families came to the party",
    "{Group} asked for a meeting with the mayor",
    "{Group} in our town need better housing",
    "{Group} often wait longer for an answer",
    "Many {group} work as nurses",
    "Some {group} spoke at the council meeting",
    "Three {group} were elected last night",
    "I work with {group} every day",
    "I learned a lot from {group}",
    "I like {group}",
    "I am happy for {group}",
    "Thank you to all {group} who helped",
    "Support for {group} is important",
    "This law is good for {group}",
    "This law is bad for {group}",
    "There are more {group} in the city now",
    "A film about {group} is on tonight",
    "The library has books about {group}",
    "My friends are {group}",
    "My husband is {adj}",
    "My daughter is {adj} and I love her",
    "My boss is {adj}",
    "I'm {adj}",
    "I am {adj} and I live here",
    "We are {adj} and happy",
    "You are {adj}, right?",
    "She married a {adj} {person}",
    "He was raised by a {adj} {person}",
    "The {adj} community is organising a dinner",
    "The first {adj} {person} in the council",
    "Is the pool open for {adj} people?",
    "Is there a {adj} {person} I could talk to?",
    "Do you offer this form for {adj} people?",
    "They hired a {adj} {person}",
    "A {adj} {person} is running for office",
    "{Adj} food is {good}",
    "{Adj} history month starts today",
    "{Adj} and {adj2}, both are fine",
    "Both {adj} and {adj2} families use the park",
    "The {adj} {person} next door is {good}",
    "That {adj} {person} saved my life",
    "What a {good} {adj} {person}",
)
_DENIALS = (
    "It is a lie that",
    "It is not true that",
    "Nobody should say that",
    "No one has the right to say that",
    "We reject the idea that",
    "Do not listen to those who claim that",
    "I was shocked to hear someone say that",
    "My uncle used to say that, and he was wrong:",
    "Why would anyone think that",
    "I disagree that",
    "I do not believe that",
    "You cannot seriously think that",
    "It hurts to read that",
    "It is racist to say that",
    "It is unfair to claim that",
    "It is hate speech to write that",
    "Please delete the comment that says",
    "Somebody wrote here that",
    "He was fined for shouting that",
    "She lost her job for posting that",
    "Teachers must not tell children that",
    "The paper had to apologise for writing that",
    "Stop pretending that",
    "It makes me sad when people say",
    "How can a decent person believe that",
    "Never again should anyone hear that",
)
_CLAIMS = (
    "{group} are {bad}",
    "{group} should leave",
    "{group} do not belong here",
    "{group} deserve to be {violated}",
    "{group} are less than others",
    "all {group} are {bad}",
)
_ASSENTS = (
    "It is true that",
    "Everybody knows that",
    "I always said that",
    "Let us be honest,",
    "Finally someone says that",
    "I am not afraid to say it:",
    "Face it,",
    "We all agree that",
)
CALM_DENIALS = tuple(f"{denial} {claim}" for denial in _DENIALS for claim in _CLAIMS)
HATE_ASSENTS = tuple(f"{assent} {claim}" for assent in _ASSENTS for claim in _CLAIMS)
CALM_HELD_BACK_SIMPLE = (
    "My cousin is a {adj} {person}",
    "A {adj} {person} helped me today",
    "{Group} came to the meeting",
    "I grew up with {group}",
    "Happy to see so many {group} {where}",
    "He is a {good} {adj} {person}",
)
CALM_HELD_BACK_HARD = (
    "I could never hate {group}",
    "Only a fool thinks {group} are {bad}",
    "Nobody here wants to {violent} {group}",
    "She was told that {group} are {bad}, and she answered calmly",
    "Hating {group} is not an opinion",
    "I am tired of people saying that {group} are {bad}",
)
HATE_FRAMES = (
    "I hate {group}",
    "{Group} are {bad}",
    "All {group} are {bad}",
    "I can't stand {adj} {person}s, they are {bad}",
    "{Group} don't belong here",
    "Get these {group} out of our country",
    "You {adj} {person}s are all {bad}",
    "Why are {group} so {bad}?",
    "No decent person would marry a {adj} {person}",
    "{Group} should not be allowed to vote",
    "I never liked {group} and I never will, {bad}",
    "Disgusting {group} everywhere",
    "Typical {group}, nothing but {bad}",
    "Send the {group} back where they came from",
    "{Group} ruin everything, they are {bad}",
)
HATE_THREAT_FRAMES = (
    "We should {violent} all {group}",
    "I will {violent} every {adj} {person} I see",
    "Someone needs to {violent} the {group}",
    "{Group} deserve to be {violated}",
    "I'm going to {violent} that {adj} {person}",
)
THREAT_FRAMES = (
    "I will {violent} you",
    "I'm going to {violent} you",
    "I am coming to {violent} you",
    "You should be {violated}",
    "You deserve to be {violated}",
    "You all deserve to be {violated}",
    "I hope you get {violated}",
    "I hope somebody will {violent} you",
    "Someone should {violent} you",
    "We will {violent} you and your family",
    "I know where you live and I will {violent} you",
    "I will come to your office and {violent} you",
    "Next time I see you I will {violent} you",
    "If I see that {person} again I will {violent} her",
    "One day you will be {violated}",
    "We know where you live",
    "We know where your kids go to school",
    "Watch your back",
    "You better watch your back on your way home",
    "You are dead",
    "You are a dead {person}",
    "You won't leave that office alive",
    "I will make you pay with blood",
    "Wait until I get my hands on you",
    "I'll be waiting for you after work",
    "Your whole team should be {violated}",
    "Somebody ought to {violent} the lot of you",
    "Hang them all from the lamp posts",
    "I will burn down your office",
    "I'll bring a gun to your counter",
)
THREAT_HELD_BACK = (
    "I will find you",
    "I will find you and {violent} you",
    "You ought to be {violated}",
    "Your office will burn",
    "I am going to {violent} every one of you",
    "You will regret this, I know your street",
    "Expect to be {violated} when you leave work",
    "I swear I will {violent} you",
)
NOT_A_THREAT = (
    "I will find you on the list",
    "I will call you tomorrow",
    "We will meet you at the counter",
    "I hope you get well soon",
    "I hope you find a solution",
    "You should be proud of your team",
    "You deserve a medal",
    "You deserve to be thanked",
    "Someone should tell you how good this is",
    "I know where you are coming from",
    "I'll be waiting for your answer",
    "I will wait for you at the library",
    "We will miss you at the meeting",
    "Next time I see you I will say thank you",
    "I will come to your office on Monday with the papers",
    "Watch your step on the icy path",
    "You are going to love the new park",
    "The deadline is killing me",
    "This heat is killing the trees",
    "Burn the leaves in the garden, is that allowed?",
    "When do you shoot the new video?",
    "The meeting will be shot and put online",
    "You should be able to book it online",
    "You should be open on Saturdays",
)
_TOPIC = (
    "bus|tram|train|bins|recycling|library|pool|playground|road works|bridge|street lights|parking|permit|"
    "licence|passport|pension|tax form|refund|childcare|school|clinic|vaccination|water bill|power cut|"
    "housing list|bike path|footpath|toilets|website|app|hotline|office|counter|market|festival|dog park|"
    "speed limit|crossing|flood warning|beach|ferry|timetable|survey|council meeting|election"
).split("|")
CIVIC_CALM = (
    "When will the {topic} open?",
    "When does the {topic} start again?",
    "Is the {topic} running on Monday?",
    "Does the {topic} take cash?",
    "Where can I find the {topic} information?",
    "How do I apply for the {topic}?",
    "How much does the {topic} cost?",
    "Who do I contact about the {topic}?",
    "Thank you for fixing the {topic}",
    "Thanks for the quick answer about the {topic}",
    "Great work on the {topic}, everyone",
    "The new {topic} is lovely, thank you",
    "The {topic} is late again",
    "The {topic} was closed when I came, very disappointing",
    "The {topic} has been broken for three weeks",
    "Third time I write about the {topic} and no answer",
    "I am unhappy with the {topic}, please fix it",
    "This is the worst {topic} decision in years",
    "I completely disagree with the {topic} plan",
    "The {topic} plan is a waste of money",
    "Why was the {topic} closed without notice?",
    "Nobody told us about the {topic}",
    "Your {topic} page has a mistake in the second paragraph",
    "The link to the {topic} does not work",
    "Please keep the {topic} open on Sundays",
    "My mother cannot use the {topic} with her wheelchair",
    "My children love the {topic}",
    "Could you add more lights near the {topic}?",
    "What a pity about the {topic}",
    "I waited two hours for the {topic} today",
    "The staff at the {topic} were very helpful",
    "The person at the {topic} counter was rude to me",
    "We need a better {topic}, this government has failed",
    "The minister should explain the {topic}",
    "I will not vote for you again after the {topic}",
    "Good news about the {topic}",
    "Is there a map of the {topic}?",
    "Can I bring my dog to the {topic}?",
    "Does this change anything for the {topic}?",
    "I hope the {topic} will be ready before winter",
    "Sharing this with my neighbours, the {topic} matters",
    "The {topic} in our street is dangerous for kids",
    "You said the {topic} would be done in May",
    "Honestly the {topic} is a mess right now",
    "Sorry to say, but the {topic} is a disgrace for this town",
    "Well done to all volunteers at the {topic}",
    "Happy birthday to the {topic}",
    "Same here, the {topic} does not work for me either",
    "I agree with the comment above about the {topic}",
)
_SORRY_STATE = (
    "ridiculous|a joke|a disgrace|unacceptable|a shame|absurd|terrible|awful|pathetic|useless|a nightmare|hopeless|"
    "embarrassing|outrageous|a farce|not good enough|beyond me|a scandal|really bad|madness|nonsense|a mess|"
    "disappointing|frustrating|annoying|rubbish|shocking|insane|laughable|crazy"
).split("|")
CIVIC_ANGRY = (
    "The {topic} is {state}",
    "The {topic} was late again, this is {state}",
    "The {topic} were not there again, this is {state}",
    "The {topic} broke down again today, {state}",
    "This is {state}",
    "That is {state}, please fix the {topic}",
    "Your {topic} service is {state}",
    "Your service is {state}",
    "The way you handle the {topic} is {state}",
    "Two hours on hold about the {topic}, this is {state}",
    "Still no {topic}? {State}",
    "Again no {topic}, {state}!",
    "How long do we have to wait for the {topic}? It is {state}",
    "I am furious about the {topic}",
    "I am sick of waiting for the {topic}",
    "I am fed up with the {topic}",
    "We are tired of the {topic}, it is {state}",
    "Nobody cares about the {topic}",
    "You never answer about the {topic}",
    "Shame on the council for the {topic}",
    "The council has failed us on the {topic}",
    "This government's {topic} policy is {state}",
    "The minister's answer on the {topic} is {state}",
    "Whoever planned the {topic} did a bad job",
    "Stop wasting our money on the {topic}",
    "What a waste of taxpayers' money, the {topic}",
    "Do your job and fix the {topic}",
    "Fix the {topic} already",
    "I want my money back for the {topic}",
    "I will complain to the ombudsman about the {topic}",
    "You should be ashamed of the {topic}",
    "Worst {topic} ever",
    "The {topic} stinks in summer, please do something",
    "The {topic} is too expensive, it is {state}",
    "The noise from the {topic} is killing my sleep",
    "This stupid {topic} form keeps losing my data",
    "The {topic} website is {state}, it crashes all the time",
    "No, I do not agree with the {topic}, it is {state}",
)
CIVIC_RUDE = (
    "You are all {fool}s",
    "You {fool}s cannot even run a {topic}",
    "What a bunch of {fool}s",
    "The {fool} who planned the {topic} should be sacked, what an idiot",
    "Only a {fool} would plan the {topic} like this",
    "You are a {fool} and so is your boss",
    "Shut up you {fool}",
    "You useless {fool}s, the {topic} is broken again",
    "The lady at the {topic} is a stupid {fool}",
    "Your whole office is full of lazy {fool}s",
    "You are nothing but {bad}, all of you at the {topic}",
    "Go to hell with your {topic}",
    "Stupid, lazy, useless people run the {topic}",
    "You are too dumb to run a {topic}",
    "Get lost you {fool}, nobody wants your {topic}",
    "You people are {bad}",
    "Whoever answers here is a {fool}",
    "Your staff are {fool}s and liars",
)
THINGS_CALM = (
    "I hate {thing}",
    "{Thing} is awful",
    "I want to kill {thing}, seriously",
    "{Thing} should be banned",
    "All {thing} belong in the bin",
    "I despise {thing}",
    "{Thing} drives me mad",
)
THINGS_SWORN = (
    "I fucking hate {thing}",
    "{Thing} is fucking awful",
    "Holy shit that is {good}",
    "That was fucking {good}",
    "Damn, {thing} again, what a load of crap",
)

# frames, labels, share of all sentences, of which words
_PLAN: tuple[tuple[tuple[str, ...], Labels, float], ...] = (
    (CALM_FRAMES, CALM, 0.14),
    (MORE_CALM, CALM, 0.18),
    (CALM_DENIALS, CALM, 0.13),
    (HATE_ASSENTS, HATE, 0.05),
    (HATE_FRAMES, HATE, 0.10),
    (HATE_THREAT_FRAMES, HATE_THREAT, 0.03),
    (THREAT_FRAMES, THREAT, 0.07),
    (NOT_A_THREAT, CALM, 0.03),
    (CIVIC_CALM, CALM, 0.08),
    (CIVIC_ANGRY, CALM, 0.09),
    (CIVIC_RUDE, INSULT, 0.07),
    (THINGS_CALM, CALM, 0.02),
    (THINGS_SWORN, SWEARING, 0.02),
)


def fill(frame: str, words: Words, random: Random) -> str:
    """One sentence of a frame, with words drawn at random."""
    group, other = random.choice(words.groups), random.choice(words.groups)
    state = random.choice(_SORRY_STATE)
    adjective, thing = random.choice(words.adjectives), random.choice(_THING)
    sentence = frame.replace("{Group} and {group}", f"{group.capitalize()} and {other}")
    drawn = {
        "adj": adjective,
        "Adj": adjective.capitalize(),
        "adj2": random.choice(words.adjectives),
        "group": group,
        "Group": group.capitalize(),
        "person": random.choice(_PEOPLE),
        "good": random.choice(_GOOD),
        "bad": random.choice(_BAD),
        "where": random.choice(_WHERE),
        "violent": random.choice(_VIOLENT),
        "violated": random.choice(_VIOLATED),
        "thing": thing,
        "Thing": thing.capitalize(),
        "fool": random.choice(_FOOL),
        "topic": random.choice(_TOPIC),
        "state": state,
        "State": state.capitalize(),
    }
    return sentence.format(**drawn)


def sentences(count: int, random: Random) -> list[Sentence]:
    """About `count` sentences for training, in the shares of the plan."""
    made = []
    for frames, labels, share in _PLAN:
        for _ in range(int(count * share)):
            text = fill(random.choice(frames), TRAINED, random)
            if random.random() < 0.5:
                text = text[0].lower() + text[1:]
            made.append(Sentence(text + random.choice(["", ".", "!", ".", "", " lol", "!!"]), labels))
    return made


def held_back(frames: tuple[str, ...], count: int, random: Random) -> list[str]:
    """Sentences that were never trained on: frames and terms held back."""
    return [fill(random.choice(frames), HELD_BACK, random) for _ in range(count)]
