import Foundation
import NeuralNetworks
import Specification

/// One of the ten networks of the reports, as a training on images that need no files.
struct BenchmarkNetwork {
  /// Its name: that of its file, and of the same network in `Tests/Peers/torch_networks.py`.
  let name: String
  /// What it is in the reports.
  let title: String
  let channels: Int
  /// The training's loss, as an experiment file says it.
  let loss: String

  static let all = [
    BenchmarkNetwork("r1-vae", "R1 VAE", loss: #"{ "l1": { "reduction": "sum" } }"#),
    BenchmarkNetwork("r2-baseline", "R2 baseline"),
    BenchmarkNetwork("r2-batch-norm", "R2 batch norm"),
    BenchmarkNetwork("r2-vgg", "R2 VGG-like"),
    BenchmarkNetwork("r3-strided", "R3 strided"),
    BenchmarkNetwork("r4-cnn", "R4 CNN"),
    BenchmarkNetwork("r4-dnn", "R4 DNN"),
    BenchmarkNetwork("r5-lenet", "R5 LeNet", channels: 1, loss: #""crossEntropy""#),
    BenchmarkNetwork("r5-mynet", "R5 MyNet", channels: 1, loss: #""crossEntropy""#),
    BenchmarkNetwork(
      "r5-face-vae", "R5 face VAE",
      loss: #"{ "bce": { "reduction": "sum" } }"#),
  ]

  private init(_ name: String, _ title: String, channels: Int = 3, loss: String = #""mse""#) {
    self.name = name
    self.title = title
    self.channels = channels
    self.loss = loss
  }

  /// A training of this network from its file in `folder`.
  func trainer(folder: String, batch: Int) throws -> Trainer {
    let path = "\(folder)/\(name).json"
    let model = try Self.read(
      OneOf<Models>.self, Array(Data(contentsOf: URL(fileURLWithPath: path))), path)
    let training = """
      { "loss": \(loss), "batchSize": \(batch), "epochs": 1000000, "checkpoints": 0,
        "optimizer": { "adam": { "learningRate": 1e-5 } } }
      """
    return try Trainer(
      model: model, training: Self.read(Training.self, Array(training.utf8), "training"),
      input: [32, 32, channels], classes: 10, seed: 0)
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

  init(count: Int, channels: Int, pool: Int) {
    self.count = count
    self.pool = pool
    shape = [32, 32, channels]
    labels = (0..<count).map { $0 % 10 }
    pixels = (0..<pool * 1024 * channels).map { Float($0 &* 2_654_435_761 % 1009) / 1009 }
  }

  func fill(_ indices: ArraySlice<Int>, into buffer: UnsafeMutableBufferPointer<Float>) {
    let size = shape.reduce(1, *)
    pixels.withUnsafeBufferPointer { pixels in
      for (row, index) in indices.enumerated() {
        let image = UnsafeBufferPointer(rebasing: pixels[index % pool * size..<(index % pool + 1) * size])
        _ = buffer[(row * size)...].update(fromContentsOf: image)
      }
    }
  }
}
