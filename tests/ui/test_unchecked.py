"""What nobody has checked is veiled, and says why: on its card, in the line, and to whoever listens."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QLabel

from moderator.cards import OpenCard
from moderator.explaining import told
from tests.ui.values import HARSH, NOW
from ui import words
from ui.look.veil import Veil
from ui.queue.reader import CardView

REASONS = {
    "language": "language",
    "media": "media only",
    "cut": "too long",
    "scorer_down": "scorer is down",
    "poison": "scorer failed",
    "blank": "no words",
}


@pytest.mark.parametrize(("why", "said"), REASONS.items())
def test_each_reason_is_said_on_the_card_in_the_line_and_aloud(qtbot, why: str, said: str):
    card = replace(HARSH, band=None, category=why, unchecked=why, labels={}, sure=0.0, text=None, language="")
    assert card.veiled
    view = CardView(OpenCard(card, 1, timedelta(seconds=90), explanation=told(card)), NOW)
    qtbot.addWidget(view)
    view.show()
    labels = [each.text() for each in view.findChildren(QLabel) if each.isVisibleTo(view)]
    assert any(said in each for each in labels)
    assert any(len(each.split()) > 3 for each in labels if each in told(card))
    assert view.findChild(Veil).isVisibleTo(view)
    assert said in words.kind_of(card)
    assert said in words.spoken(card, "", "gravelroad.example")
    assert "calm" not in words.spoken(card, "", "gravelroad.example")
