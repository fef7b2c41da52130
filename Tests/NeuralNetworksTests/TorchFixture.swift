import NeuralNetworks
import Numerics
import Specification
import TestSupport
import Testing

/// What PyTorch makes of one of the networks: see `Tests/Fixtures/make_torch_fixtures.py`.
struct TorchFixture {
  /// The norm and a few numbers of a tensor, in PyTorch's layout.
  struct Summary {
    let norm: Double
    let samples: [(index: Int, value: Double)]

    init(_ json: JSON) throws {
      norm = try #require(json["norm"]?.number)
      samples = try #require(json["samples"]?.elements).map {
        let pair = try #require($0.elements)
        return (try #require(pair[0].integer), try #require(pair[1].number))
      }
    }
  }

  let name: String
  let json: JSON
  let model: OneOf<Models>
  let input: Shape
  let batch: Int
  let losses: [Double]

  init(_ name: String) throws {
    self.name = name
    json = try Self.parse(Fixture.bytes("networks/\(name).json"))
    model =
      try json["model"].map { try read(OneOf<Models>.self, $0.canonical) } ?? Self.model(name)
    let dimensions = try #require(json["input"]?.elements).compactMap(\.integer)
    input = try #require(Shape(dimensions))
    batch = try #require(json["batch"]?.integer)
    losses = try #require(json["losses"]?.elements).compactMap(\.number)
  }

  static func parse(_ bytes: [UInt8]) throws -> JSON {
    try JSONParser.parse(Source(name: "fixture", bytes: bytes))
  }

  /// The summaries of a group of tensors: "gradients", "weights", "statistics".
  func tensors(_ group: String) throws -> [(name: String, summary: Summary)] {
    try #require(json[group]?.members).map { ($0.name, try Summary($0.value)) }
  }

  func output() throws -> Summary { try Summary(#require(json["output"])) }

  /// The loss; nil where the model has its own.
  func loss() throws -> (any Loss)? {
    let written = try #require(json["loss"])
    guard written != .null else { return nil }
    var problems = Problems()
    return try #require(OneOf<Losses>.read(written, at: JSONPath(), into: &problems)).value
  }

  /// The model of `experiments/architectures`.
  static func model(_ name: String) throws -> OneOf<Models> {
    let json = try parse(Fixture.bytes("../../experiments/architectures/\(name).json"))
    guard json.elements != nil else {
      return try read(OneOf<Models>.self, json.canonical)
    }
    return try read(
      OneOf<Models>.self, #"{ "autoencoder": { "latent": 32, "encoder": \#(json.canonical) } }"#)
  }

  var isClassifier: Bool { model.kind == "classifier" }

  /// What the output is held against; nil where the model has no need of images for that.
  func target<T>(_ images: [T]) -> [T]? {
    isClassifier || json["loss"] == .null ? nil : images
  }

  /// The classes of the images, for a classifier.
  var classes: [Int] { isClassifier ? (0..<batch).map { $0 * 7 % 10 } : [] }

  func architecture() throws -> Architecture {
    try model.value.architecture(for: input, classes: isClassifier ? 10 : nil)
  }

  /// The network with its first weights.
  func probe<T: Scalar>(_ type: T.Type, isPlain: Bool = false) throws -> NetworkProbe<T> {
    let architecture = try architecture()
    let probe = try NetworkProbe<T>(architecture, batch: batch, loss: loss(), isPlain: isPlain)
    probe.beta = architecture.objective?.penaltyWeight(inEpoch: .max) ?? 0
    try probe.load(Self.weights(like: probe.weights))
    try probe.fixTargets(images(type))
    return probe
  }

  /// An output channel by channel, as PyTorch has it.
  func flattened<T>(_ values: [T]) throws -> [T] {
    let shape = try architecture().output
    return values.indices.map { index in
      let (sample, place) = index.quotientAndRemainder(dividingBy: shape.count)
      let (channel, position) = place.quotientAndRemainder(dividingBy: shape.positions)
      return values[sample * shape.count + position * shape.channels + channel]
    }
  }

  /// The tensors whose gradient is 0 but for rounding: biases before batch norm.
  func vanishingGradients() throws -> Set<String> {
    let norms = try tensors("gradients").map { ($0.name, $0.summary.norm) }
    let largest = norms.map(\.1).max() ?? 0
    return Set(norms.filter { $0.1 < 1e-9 * largest }.map(\.0))
  }

  /// Numbers in [-1, 1): a hash of index and stream.
  static func uniform(_ count: Int, stream: Int) -> [Double] {
    (0..<count).map { index in
      var h = UInt32(truncatingIfNeeded: index &* 2_654_435_761 &+ stream &* 40503 &+ 12345)
      h ^= h >> 16
      h = h &* 0x85EB_CA6B
      h ^= h >> 13
      h = h &* 0xC2B2_AE35
      h ^= h >> 16
      return Double(h) * 0x1p-31 - 1
    }
  }

  /// The images `[batch, H, W, C]`.
  func images<T: Scalar>(_ type: T.Type) throws -> [T] {
    let isUnit = try #require(json["unit"]) == true.json
    return Self.images(batch, input, type).map { isUnit ? ($0 + 1) / 2 : $0 }
  }

  /// Images `[count, H, W, C]` of numbers in [-1, 1); the formula counts them channel by channel.
  static func images<T: Scalar>(_ count: Int, _ shape: Shape, _ type: T.Type) -> [T] {
    ordered(uniform(count * shape.count, stream: 1), shape)
  }

  /// Two views of five images, `[10, H, W, C]`: what they share, and noise of each view's own.
  static func views<T: Scalar>(_ shape: Shape, step: Int, _ type: T.Type) -> [T] {
    let streams = (0..<3).map { uniform(5 * shape.count, stream: 2000 + 3 * step + $0) }
    return ordered(
      streams.dropFirst().flatMap { own in zip(streams[0], own).map { $0 + $1 / 4 } }, shape)
  }

  /// Numbers that are counted channel by channel, in single precision, as images `[n, H, W, C]`.
  private static func ordered<T: Scalar>(_ numbers: [Double], _ shape: Shape) -> [T] {
    numbers.indices.map { index in
      let (sample, place) = index.quotientAndRemainder(dividingBy: shape.count)
      let (position, channel) = place.quotientAndRemainder(dividingBy: shape.channels)
      return T(Float(numbers[sample * shape.count + channel * shape.positions + position]))
    }
  }

  /// The weights before the first step.
  static func weights(like tensors: Weights) -> Weights {
    var stream = 1
    let isNormalization = Set(
      tensors.tensors.map(\.name).filter { $0.hasSuffix("running_mean") }.map {
        $0.replacing("running_mean", with: "weight")
      })
    return Weights(
      tensors.tensors.map { tensor in
        if tensor.name.contains("running") || tensor.isInteger { return tensor }
        stream += 1
        let fan = Double(tensor.shape.dropFirst().reduce(1, *))
        let bound = tensor.shape.count == 1 ? 0.1 : 1 / fan.squareRoot()
        let values = uniform(tensor.values.count, stream: stream).map { Float(bound * $0) }
        let first: Float = isNormalization.contains(tensor.name) ? 1 : 0
        return Weights.Tensor(
          name: tensor.name, shape: tensor.shape, values: values.map { first + $0 })
      })
  }
}
