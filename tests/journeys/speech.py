"""What the journeys' people write. The harsh ones stand here in ROT13, so that nobody reads them by the way."""

from __future__ import annotations

import codecs

HARSH_COPIED = codecs.decode("Lbh ner nyy hfryrff yvnef naq lbhe bssvpr vf shyy bs vqvbgf", "rot13")
HARSH = [
    codecs.decode(text, "rot13")
    for text in (
        "Jung n cngurgvp ohapu bs zbebaf lbh ner",
        "Fuhg hc lbh fghcvq pybja",
        "Lbh ner n yvne naq n pebbx",
        "Bayl na vqvbg jbhyq cyna n oevqtr yvxr guvf, lbh zbebaf",
        "V jvyy svaq lbh naq oernx lbhe arpx",
        "Lbhe fgnss ner qvfthfgvat fphz",
        "Lbh hfryrff cnenfvgrf, tb gb uryy",
        "Shpx lbh naq lbhe fghcvq ohf",
        "Lbh qrfreir gb or fubg sbe guvf",
        "Lbh ner qhzo nf n ebpx, lbh ybfre",
    )
]
CIVIL = [
    "When will the bridge open again?",
    "Thank you for the quick answer",
    "Is the 402 running on Monday? The board says no service",
    "Great to see the new benches in the park",
    "Where can I find the timetable for the ferry?",
    "I think the plan for the market square is a mistake",
    "Could you please add a ramp at the north entrance?",
    "My mother could sit down for the first time, thank you",
    "Third time I write about the street light on Mill Road",
    "Does the pool take cash or only cards?",
    "The form lost my address again, please fix it",
    "Happy birthday to the library!",
    "We waited forty minutes for the bus today",
    "How do I renew my permit?",
    "The staff at the counter were very kind",
    "I do not agree with the new parking fees",
    "Will there be buses during the road works?",
    "Looking forward to the festival on Saturday",
    "Please keep the branch library open in winter",
    "Good morning, who do I call about a broken bin?",
]
