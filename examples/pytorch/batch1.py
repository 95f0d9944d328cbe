"""How many images a second PyTorch learns on one core, one image at a time.

The network of `apical bench`: 784-200-200-10 on MNIST. ReLU, cross-entropy, stochastic gradient descent, batches of one image.
PyTorch is no part of the project; install it beside (`pip install torch`).

    python examples/pytorch/batch1.py MNIST_FOLDER [--images 6000] [--rounds 5] [--apical PATH]

With --apical, the program at PATH measures its own training (`apical bench`) in each round too, and the ratio is printed.
"""

import argparse
import gzip
import json
import pathlib
import statistics
import subprocess
import sys
import time

LAYERS = (784, 200, 200, 10)
RATE = 0.01


def read(folder, name, magic, header):
    """The bytes of an IDX file, packed or not, behind its header."""
    path = pathlib.Path(folder) / name
    packed = path.with_name(name + ".gz")
    try:
        data = gzip.open(packed).read() if packed.exists() else path.read_bytes()
    except OSError as error:
        sys.exit(f"{folder}: neither {name} nor {name}.gz can be read: {error}")
    if int.from_bytes(data[:4], "big") != magic or len(data) <= header:
        sys.exit(f"{path}: not an IDX file of the expected kind")
    return bytearray(data[header:])


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", help="folder with the files of MNIST")
    parser.add_argument("--images", type=int, default=6000, help="images learned in a round, 1 to 60000")
    parser.add_argument("--rounds", type=int, default=5, help="rounds, of which the median is printed; 1 or more")
    parser.add_argument("--apical", help="path of the program apical, for the ratio")
    given = parser.parse_args()
    if not 1 <= given.images <= 60000:
        parser.error("--images: 1 to 60000")
    if given.rounds < 1:
        parser.error("--rounds: 1 or more")
    return given


def of_apical(program, folder):
    """Images a second that the fastest kernel of apical learns, in the middle of a run."""
    command = [program, "bench", "--data", "mnist", "--data-dir", folder, "--rounds", "1", "--json"]
    report = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return max(kernel["training_images_per_second"] for kernel in report["kernels"])


def main():
    given = arguments()
    try:
        import torch
    except ImportError:
        sys.exit("PyTorch is not installed; try: pip install torch")
    torch.set_num_threads(1)
    torch.manual_seed(1)
    pixels = read(given.folder, "train-images-idx3-ubyte", 2051, 16)
    labels = read(given.folder, "train-labels-idx1-ubyte", 2049, 8)
    images = torch.frombuffer(pixels, dtype=torch.uint8).view(-1, 1, LAYERS[0]).float() / 255
    targets = torch.frombuffer(labels, dtype=torch.uint8).long().view(-1, 1)
    network = torch.nn.Sequential(
        torch.nn.Linear(LAYERS[0], LAYERS[1]), torch.nn.ReLU(),
        torch.nn.Linear(LAYERS[1], LAYERS[2]), torch.nn.ReLU(),
        torch.nn.Linear(LAYERS[2], LAYERS[3]),
    )
    loss = torch.nn.CrossEntropyLoss()
    optimiser = torch.optim.SGD(network.parameters(), lr=RATE)

    def learn(numbers):
        for number in numbers:
            optimiser.zero_grad()
            loss(network(images[number]), targets[number]).backward()
            optimiser.step()

    learn(range(200))
    speeds, own = [], []
    for turn in range(given.rounds):
        numbers = torch.randperm(len(images))[: given.images].tolist()
        start = time.perf_counter()
        learn(numbers)
        speeds.append(given.images / (time.perf_counter() - start))
        line = f"round {turn + 1}: PyTorch {speeds[-1]:,.0f} images/s"
        if given.apical:
            own.append(of_apical(given.apical, given.folder))
            line += f", apical {own[-1]:,.0f} images/s"
        print(line, file=sys.stderr)
    with torch.no_grad():
        right = (network(images[:, 0]).argmax(1) == targets[:, 0]).float().mean().item()
    speed = statistics.median(speeds)
    sizes = "-".join(map(str, LAYERS))
    print(f"PyTorch {torch.__version__}, {sizes}, SGD, batch 1, one thread: {speed:,.0f} images/s (measured)")
    print(f"accuracy on the training images, to see that it learned: {100 * right:.1f} %")
    if own:
        ratio = statistics.median(a / b for a, b in zip(own, speeds))
        print(f"apical bench, training: {statistics.median(own):,.0f} images/s (measured), {ratio:,.0f} times as many")


if __name__ == "__main__":
    main()
