import NeuralNetworks
import Specification
import Testing

@Suite("What losses and layers need")
struct LossUseTests {
  /// The use of a loss by an autoencoder that ends in a layer, or by a classifier.
  private func use(
    output: String? = nil, scores: String = "", pixels: ClosedRange<Double> = 0...1
  ) throws -> (images: LossUse, classes: LossUse) {
    let end = output.map { #", "output": \#($0)"# } ?? ""
    let autoencoder = try read(
      OneOf<Models>.self,
      #"{ "autoencoder": { "encoder": ["flatten", { "linear": 5 }], "latent": 3\#(end) } }"#)
    let classifier = try read(
      OneOf<Models>.self, #"{ "classifier": ["flatten", { "linear": 4 }\#(scores)] }"#)
    let shape = try #require(Shape([4, 4, 1]))
    return (
      LossUse(try autoencoder.value.architecture(for: shape, classes: nil), pixels: pixels),
      LossUse(try classifier.value.architecture(for: shape, classes: 4), pixels: pixels)
    )
  }

  private func isRefused(_ findings: [Finding]) -> Bool {
    findings.contains { if case .refusal = $0 { true } else { false } }
  }

  @Test("Every loss refuses what it cannot compare, images or classes")
  func kinds() throws {
    let both = try use(output: #""sigmoid""#)
    for kind in Losses.kinds {
      let loss = try #require(kind.init() as? any Loss)
      let comparesImages = loss is any ImageLoss
      #expect(isRefused(loss.findings(on: both.images)) != comparesImages, "\(kind.kind)")
      #expect(isRefused(loss.findings(on: both.classes)) == comparesImages, "\(kind.kind)")
    }
  }

  @Test("Binary cross entropy takes shares only, of pixels and of the output")
  func shares() throws {
    let loss = BinaryCrossEntropy()
    #expect(try loss.findings(on: use(output: #""sigmoid""#).images).isEmpty)
    #expect(try isRefused(loss.findings(on: use(output: #""tanh""#).images)))
    #expect(try isRefused(loss.findings(on: use().images)))
    #expect(try isRefused(loss.findings(on: use(output: #""sigmoid""#, pixels: -1...1).images)))
    #expect(try isRefused(loss.findings(on: use(output: #""sigmoid""#, pixels: 0...255).images)))
  }

  @Test("An output that cannot reach all pixels is noted for every loss of images")
  func reach() throws {
    let cases: [(output: String, pixels: ClosedRange<Double>, isOdd: Bool)] = [
      ("sigmoid", -1...1, true), ("sigmoid", 0...1, false), ("tanh", -1...1, false),
      ("tanh", 0...255, true), ("relu", -1...1, true), ("relu", 0...9, false),
      ("gelu", -1...1, true), ("leakyReLU", -1...1, false),
    ]
    for kind in Losses.kinds where kind.kind != BinaryCrossEntropy.kind {
      guard let loss = kind.init() as? any ImageLoss else { continue }
      for (output, pixels, isOdd) in cases {
        let findings = try loss.findings(on: use(output: "\"\(output)\"", pixels: pixels).images)
        #expect(findings.isEmpty != isOdd, "\(kind.kind) \(output) \(pixels)")
      }
    }
    let bounded = try use(scores: #", "softmax""#).classes
    #expect(!CrossEntropy().findings(on: bounded).isEmpty)
    #expect(try CrossEntropy().findings(on: use().classes).isEmpty)
  }

  @Test("The range of every layer that keeps a shape shrinks with that of its input")
  func ranges() throws {
    for kind in Layers.kinds {
      guard let layer = kind.init() as? any Layer, let shape = Shape([1, 1, 4]),
        (try? layer.output(for: shape)) == shape
      else { continue }
      let range = layer.range(of: .anything)
      #expect(range.lowerBound < range.upperBound, "\(kind.kind)")
      let narrow = layer.range(of: 0.25...0.5)
      #expect(range.lowerBound <= narrow.lowerBound && narrow.upperBound <= range.upperBound)
    }
  }

  @Test("Batch norm of vectors needs two images, of images one will do, inside other layers too")
  func fewest() throws {
    for (layers, wanted) in [
      (#"["flatten", { "linear": 3 }, "batchNorm"]"#, 2), (#"["batchNorm"]"#, 1),
      (#"["flatten", { "residual": ["batchNorm"] }]"#, 2), (#"["flatten", { "linear": 3 }]"#, 1),
    ] {
      let list = try read([OneOf<Layers>].self, layers)
      let stack = try LayerStack("layers", list, input: #require(Shape([4, 4, 1])))
      #expect(stack.fewestImages == wanted, "\(layers)")
    }
  }

  @Test("While beta grows, losses are compared at its full value")
  func annealing() throws {
    let divergence = Divergence(weight: 4, annealingEpochs: 3)
    let watch = LossWatch(.validation, of: Reconstruction(divergence: divergence))
    // At a quarter of beta, in the first of four epochs: 10 + 1 * 2.
    let members: [(String, JSON)] = ["train", "validation"].flatMap { split in
      [
        (split + "Loss", .number(12)), (split + "LossPerPixel", .number(0.1)),
        (split + "Divergence", .number(2)),
      ]
    }
    let report = try #require(
      EpochReport(.object([("epoch", .number(1)), ("learningRate", .number(1))] + members)))
    #expect(watch.value(of: report) == 10 + 4 * 2)
    #expect(watch.isAnnealed)
    let plain = LossWatch(.training, of: Reconstruction())
    #expect(plain.value(of: report) == 12 && !plain.isAnnealed)
  }
}
