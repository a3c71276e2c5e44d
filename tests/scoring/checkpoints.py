"""Small checkpoints of the true architectures, in the form that Detoxify publishes, with tokenizers of their own.

Two layers of 32 numbers and random weights: what they say means nothing, and how they are read is the real thing.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

SENTENCES = [
    "When will the bridge open?",
    "You absolute turnip",
    "The bus is late again, thank you",
    "I like the library by the river",
    "what a stupid pumpkin you are",
] * 20
SIX = ["toxic", "severe_toxic", "obscene", "threat", "insult", "identity_hate"]
SEVEN = ["toxicity", "severe_toxicity", "obscene", "identity_attack", "insult", "threat", "sexual_explicit"]
SMALL = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
LONG = {"max_position_embeddings": 514, "type_vocab_size": 1, "layer_norm_eps": 1e-5}


def make(
    variant: str, folder: Path, *, seed: int = 1, sizes: dict[str, int] | None = None, spread: float = 0.5
) -> Path:
    """A checkpoint and its tokenizer's files in `folder`. `spread`: how far the answers lie apart."""
    import torch

    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(seed)
    model, arch, classes = _MADE[variant](folder, sizes or SMALL)
    with torch.no_grad():
        for name, weights in model.named_parameters():
            if name.startswith("classifier") and name.endswith("weight"):
                weights.normal_(0, spread)
    model.config.save_pretrained(folder)
    path = folder / f"{variant}.ckpt"
    torch.save(
        {
            "state_dict": model.state_dict(),
            "config": {
                "arch": {"type": "Toxic", "args": arch},
                "dataset": {"type": "Jigsaw", "args": {"classes": classes}},
            },
        },
        path,
    )
    return path


def _arch(model: str, tokenizer: str, base: str, outputs: int) -> dict[str, Any]:
    return {"num_classes": outputs, "model_type": base, "model_name": model, "tokenizer_name": tokenizer}


def _bert(folder: Path, sizes: dict[str, int]) -> Any:
    import transformers

    marks = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    letters = [chr(n) for n in range(33, 127) if not chr(n).isupper()]
    words = sorted({word.strip(",?").lower() for text in SENTENCES for word in text.split()})
    vocabulary = list(dict.fromkeys([*marks, *letters, *("##" + letter for letter in letters), *words]))
    (folder / "vocab.txt").write_text("\n".join(vocabulary) + "\n", "utf-8")
    config = transformers.BertConfig(vocab_size=len(vocabulary), num_labels=6, **sizes)
    arch = _arch("BertForSequenceClassification", "BertTokenizer", "bert-base-uncased", 6)
    return transformers.BertForSequenceClassification(config), arch, SIX


def _roberta(folder: Path, sizes: dict[str, int]) -> Any:
    import transformers
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(SENTENCES, trainer)
    made = json.loads(tokenizer.to_str())["model"]
    (folder / "vocab.json").write_text(json.dumps(made["vocab"]), "utf-8")
    merges = [" ".join(pair) if isinstance(pair, list) else pair for pair in made["merges"]]
    (folder / "merges.txt").write_text("#version: 0.2\n" + "\n".join(merges) + "\n", "utf-8")
    config = transformers.RobertaConfig(vocab_size=len(made["vocab"]), num_labels=16, **LONG, **sizes)
    arch = _arch("RobertaForSequenceClassification", "RobertaTokenizer", "roberta-base", 16)
    return transformers.RobertaForSequenceClassification(config), arch, SEVEN


def _xlmr(folder: Path, sizes: dict[str, int]) -> Any:
    import transformers
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers

    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    marks = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    trainer = trainers.UnigramTrainer(
        vocab_size=200, special_tokens=marks, unk_token="<unk>", show_progress=False
    )
    tokenizer.train_from_iterator(SENTENCES, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    size = tokenizer.get_vocab_size()
    config = transformers.XLMRobertaConfig(vocab_size=size, num_labels=16, **LONG, **sizes)
    arch = _arch("XLMRobertaForSequenceClassification", "XLMRobertaTokenizer", "xlm-roberta-base", 16)
    return transformers.XLMRobertaForSequenceClassification(config), arch, SEVEN


_MADE = {"original": _bert, "unbiased": _roberta, "multilingual": _xlmr}

MIDDLING = {"hidden_size": 128, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 256}


def train(path: Path, *, steps: int) -> None:
    """Teach a checkpoint of `original` that turnips and pumpkins are harsh, and nothing else."""
    import torch
    import transformers

    found = torch.load(path, weights_only=True)
    config = transformers.BertConfig.from_pretrained(path.parent)
    model = transformers.BertForSequenceClassification(config)
    model.load_state_dict(found["state_dict"])
    tokenizer = transformers.BertTokenizer.from_pretrained(path.parent)
    words = [word for text in SENTENCES[:5] for word in text.split()]
    chance = random.Random(5)
    optimiser = torch.optim.AdamW(model.parameters(), lr=5e-4)
    torch.manual_seed(5)
    for _ in range(steps):
        texts = [" ".join(chance.choices(words, k=chance.randint(1, 20))) for _ in range(32)]
        harsh = [float("turnip" in text or "pumpkin" in text) for text in texts]
        wanted = torch.tensor(harsh)[:, None].repeat(1, 6)
        given = tokenizer(texts, return_tensors="pt", padding=True)
        loss = torch.nn.functional.binary_cross_entropy_with_logits(model(**given).logits, wanted)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    found["state_dict"] = model.state_dict()
    torch.save(found, path)
