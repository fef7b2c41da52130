import Foundation
import NeuralNetworks
import Specification

/// A network as a training on images that need no files: one of the ten of the reports, or one that
/// compares views of images.
struct BenchmarkNetwork {
  /// Its name, which it has in `Tests/Peers/torch_networks.py` too.
  let name: String
  /// The file that holds it, or its encoder, without the ending.
  let file: String
  /// What it is in the reports.
  let title: String
  /// The shape of an image.
  let input: [Int]
  /// The size of the latent vector, where the file holds the encoder of an autoencoder alone.
  let latent: Int?
  /// The options of a contrastive model beside its encoder, where the file holds that alone.
  let contrastive: String?
  /// The training's loss, as an experiment file says it.
  let loss: String

  static let all = [
    BenchmarkNetwork("vae-4x4", "R1 VAE", loss: #"{ "l1": { "reduction": "sum" } }"#),
    BenchmarkNetwork("conv-pool", "R2 baseline"),
    BenchmarkNetwork("conv-pool-batch-norm", "R2 batch norm"),
    BenchmarkNetwork("vgg", "R2 VGG-like"),
    BenchmarkNetwork("strided-conv", "R3 strided", latent: 32),
    BenchmarkNetwork("conv-tanh", "R4 CNN"),
    BenchmarkNetwork("dense", "R4 DNN"),
    BenchmarkNetwork("lenet", "R5 LeNet", input: [28, 28, 1], loss: #""crossEntropy""#),
    BenchmarkNetwork("lenet-max-pool", "R5 MyNet", input: [28, 28, 1], loss: #""crossEntropy""#),
    BenchmarkNetwork(
      "vae-faces", "R5 face VAE",
      loss: #"{ "bce": { "reduction": "sum" } }"#),
  ]

  /// Networks that compare two views of every image; a flip is the least that makes a view.
  static let comparing = [
    ("simclr", "SimCLR", "[64, 32]", "simclr"),
    ("barlow-twins", "Barlow Twins", "[128, 128]", "barlowTwins"),
  ].flatMap { name, title, projection, objective in
    [("", "small-conv", [28, 28, 1]), ("-resnet", "resnet-18-slim", [32, 32, 3])].map {
      BenchmarkNetwork(
        name + $0, $0.isEmpty ? title : "\(title), ResNet-18", file: $1, input: $2,
        contrastive: #"""
          "projection": \#(projection), "objective": "\#(objective)", "views": ["flip"]
          """#, loss: "null")
    }
  }

  private init(
    _ name: String, _ title: String, file: String? = nil, input: [Int] = [32, 32, 3],
    latent: Int? = nil, contrastive: String? = nil, loss: String = #""mse""#
  ) {
    self.name = name
    self.file = file ?? name
    self.contrastive = contrastive
    self.title = title
    self.input = input
    self.latent = latent
    self.loss = loss
  }

  /// A training of this network from its file in `folder`.
  func trainer(folder: String, batch: Int) throws -> Trainer {
    let path = "\(folder)/\(file).json"
    var text = try String(contentsOfFile: path, encoding: .utf8)
    if let latent {
      text = """
        { "autoencoder": { "encoder": \(text), "latent": \(latent), "output": "relu" } }
        """
    }
    if let contrastive { text = #"{ "contrastive": { "encoder": \#(text), \#(contrastive) } }"# }
    let model = try Self.read(OneOf<Models>.self, Array(text.utf8), path)
    let training = """
      { "loss": \(loss), "batchSize": \(batch), "epochs": 1000000, "checkpoints": 0,
        "optimizer": { "adam": { "learningRate": 1e-5 } } }
      """
    return try Trainer(
      model: model, training: Self.read(Training.self, Array(training.utf8), "training"),
      input: input, classes: 10, seed: 0)
  }

  private static func read<T: Specifiable>(
    _ type: T.Type, _ bytes: [UInt8], _ name: String
  ) throws -> T {
    let json = try JSONParser.parse(Source(name: name, bytes: bytes))
    var problems = Problems()
    let value = T.read(json, at: JSONPath(), into: &problems)
    try problems.throwIfAny()
    guard let value else { throw BenchmarkError("\(name) cannot be read") }
    return value
  }
}

/// Why a measurement cannot be made.
struct BenchmarkError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// Images without end: the same batch of noise over and over.
struct NoiseImages: BatchSource {
  let count: Int
  let shape: [Int]
  let labels: [Int]?
  private let pixels: [Float]
  private let pool: Int

  init(count: Int, shape: [Int], pool: Int) {
    self.count = count
    self.pool = pool
    self.shape = shape
    labels = (0..<count).map { $0 % 10 }
    pixels = (0..<pool * shape.reduce(1, *)).map { Float($0 &* 2_654_435_761 % 1009) / 1009 }
  }

  func fill(_ indices: ArraySlice<Int>, into buffer: UnsafeMutableBufferPointer<Float>) {
    let size = shape.reduce(1, *)
    pixels.withUnsafeBufferPointer { pixels in
      for (row, index) in indices.enumerated() {
        let first = index % pool * size
        _ = buffer[(row * size)...].update(fromContentsOf: pixels[first..<first + size])
      }
    }
  }
}
