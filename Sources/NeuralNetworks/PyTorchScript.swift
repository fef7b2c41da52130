import Specification

/// A Python script that builds a trained network in plain PyTorch and loads its weights from the file
/// beside it: it needs neither this program nor the `safetensors` package.
public struct PyTorchScript {
  private let architecture: Architecture
  private let scale: ClosedRange<Double>
  private let preparation: String?
  private let classes: [String]

  /// Prepares a script.
  ///
  /// - Parameters:
  ///   - architecture: the network.
  ///   - scale: what bytes 0 and 255 become.
  ///   - preparation: what else is done to images before the network sees them, for people; nil:
  ///     nothing.
  ///   - classes: the names of a classifier's classes, as far as they have any.
  public init(
    _ architecture: Architecture, scale: ClosedRange<Double>, preparation: String? = nil,
    classes: [String] = []
  ) {
    self.architecture = architecture
    self.scale = scale
    self.preparation = preparation
    self.classes = classes
  }

  /// The script.
  public var text: String {
    ([heading, Self.reader, residual, centres, model, Self.use].compactMap { $0 }).joined(
      separator: "\n\n\n")
  }

  private var heading: String {
    let shape = architecture.input.dimensions.map(String.init).joined(separator: ", ")
    let prepared =
      preparation.map { "\nThey were prepared: \($0). Do the same to others.\n" } ?? ""
    let names = classes.isEmpty ? "" : "\nCLASSES = \(classes.json.canonical)"
    return """
      \"""A network trained by Sweepbook, in plain PyTorch.

          python model.py images.npy embedding.npy

      Images are an array [N, \(shape)] of bytes, or of numbers that are scaled already.
      \(prepared)\"""

      import json
      import os
      import struct
      import sys

      import numpy
      import torch
      from torch import nn

      LOW, HIGH = \(scale.lowerBound.python), \(scale.upperBound.python)\(names)
      """
  }

  private static let reader = """
    def read_weights(path):
        \"""The tensors of a .safetensors file by their names.\"""
        with open(path, "rb") as file:
            content = file.read()
        length = struct.unpack("<Q", content[:8])[0]
        header = json.loads(content[8 : 8 + length])
        kinds = {"F32": "<f4", "I64": "<i8"}
        tensors = {}
        for name, entry in header.items():
            if name == "__metadata__":
                continue
            start, end = (8 + length + offset for offset in entry["data_offsets"])
            numbers = numpy.frombuffer(content[start:end], dtype=kinds[entry["dtype"]])
            tensors[name] = torch.from_numpy(numbers.copy()).reshape(entry["shape"])
        return tensors
    """

  /// Only networks that have residual blocks need it.
  private var residual: String? {
    guard architecture.stacks.contains(where: { PyTorchText.sequence($0).contains("Residual(") })
    else { return nil }
    return """
      class Residual(nn.Module):
          def __init__(self, layers, shortcut):
              super().__init__()
              self.layers = layers
              self.shortcut = shortcut

          def forward(self, x):
              return self.layers(x) + self.shortcut(x)
      """
  }

  /// Only deep clusterings need it.
  private var centres: String? {
    guard architecture.stacks.contains(where: { $0.layers.first?.value is SoftAssignment }) else {
      return nil
    }
    return """
      class Centres(nn.Module):
          def __init__(self, clusters, size):
              super().__init__()
              self.weight = nn.Parameter(torch.zeros(clusters, size))

          def forward(self, x):
              return x

          def shares(self, x):
              nearness = 1 / (1 + (x[:, None] - self.weight[None]).square().sum(2))
              return nearness / nearness.sum(1, keepdim=True)
      """
  }

  /// The class that builds the network.
  package var model: String {
    let members = architecture.stacks.map(member) + ["self.eval()"]
    let embedding = ["x = self.prepared(images)"] + steps(0..<architecture.embeddingStacks)
    var methods = [
      "def __init__(self):\n"
        + PyTorchText.indented((["super().__init__()"] + members).joined(separator: "\n")),
      Self.preparing,
      method("embed", "Vectors, as Sweepbook reduces and clusters them.", embedding),
    ]
    let whole = ["x = self.prepared(images)"] + steps(architecture.stacks.indices)
    if architecture.classCount != nil {
      methods.append(
        method(
          "classify", "The probability of each class.", whole, result: "torch.softmax(x, dim=1)"))
    }
    if architecture.givesImagesBack {
      methods.append(
        method(
          "reconstruct", "The images as the network gives them back, [N, H, W, C], scaled.", whole,
          result: "x.permute(0, 2, 3, 1)"))
    }
    return "class Model(nn.Module):\n"
      + methods.map { PyTorchText.indented($0) }.joined(separator: "\n\n")
  }

  /// A stack as a member of the model, under the name that its weights begin with.
  private func member(_ stack: LayerStack) -> String {
    guard let gaussian = stack.layers.first?.value as? GaussianLatent else {
      return "self.\(stack.name) = \(PyTorchText.sequence(stack))"
    }
    let linear = gaussian.pyTorch(for: stack.input)
    return "self.mean = \(linear)\nself.logVariance = \(linear)"
  }

  /// The application of some stacks, one after the other.
  private func steps(_ stacks: Range<Int>) -> [String] {
    stacks.map { index in
      let stack = architecture.stacks[index]
      let isGaussian = stack.layers.first?.value is GaussianLatent
      return "x = self.\(isGaussian ? "mean" : stack.name)(x)"
    }
  }

  private static let preparing = """
    def prepared(self, images):
        images = numpy.asarray(images)
        x = torch.from_numpy(images.astype(numpy.float32))
        if images.dtype.kind != "f":
            x = x / {"bool": 1, "uint16": 65535}.get(images.dtype.name, 255) * (HIGH - LOW) + LOW
        return x.permute(0, 3, 1, 2)
    """

  private func method(
    _ name: String, _ summary: String, _ steps: [String], result: String = "x.flatten(1)"
  ) -> String {
    let body = ["\"\"\"\(summary)\"\"\""] + steps + ["return \(result)"]
    return "@torch.no_grad()\ndef \(name)(self, images):\n"
      + PyTorchText.indented(body.joined(separator: "\n"))
  }

  private static let use = """
    def load(path=os.path.join(os.path.dirname(os.path.abspath(__file__)), "weights.safetensors")):
        model = Model()
        model.load_state_dict(read_weights(path))
        return model


    if __name__ == "__main__":
        if len(sys.argv) != 3:
            sys.exit("usage: python model.py images.npy embedding.npy")
        images = numpy.load(sys.argv[1])
        if images.ndim == 3:
            images = images[..., None]
        model = load()
        parts = [model.embed(images[i : i + 256]) for i in range(0, len(images), 256)]
        numpy.save(sys.argv[2], torch.cat(parts).numpy())

    """
}

/// Pieces of Python that build networks.
enum PyTorchText {
  /// A call: `nn.Linear(64, 10, bias=True)`.
  static func call(_ name: String, _ arguments: [String]) -> String {
    "\(name)(\(arguments.joined(separator: ", ")))"
  }

  /// The layers of a stack, a line each; nothing for no stack.
  static func sequence(_ stack: LayerStack?) -> String {
    let layers = stack.map { stack in
      stack.layers.indices.map { stack.layers[$0].value.pyTorch(for: stack.shapes[$0]) }
    }
    guard let layers, !layers.isEmpty else { return "nn.Sequential()" }
    return "nn.Sequential(\n" + layers.map { indented($0) + ",\n" }.joined() + ")"
  }

  /// Every line four spaces further in.
  static func indented(_ text: String, by levels: Int = 1) -> String {
    let space = String(repeating: "    ", count: levels)
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : space + $0 }.joined(separator: "\n")
  }
}

extension Extent {
  /// `(3, 5)`
  var python: String { "(\(height), \(width))" }
}

extension Bool {
  /// `True`
  var python: String { self ? "True" : "False" }
}

extension Double {
  /// The shortest decimal that reads back as the same number.
  var python: String { JSON.number(self).canonical }
}
