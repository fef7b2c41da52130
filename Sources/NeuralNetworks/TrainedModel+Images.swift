import CKernels
import Numerics
import Specification

extension TrainedModel {
  /// What the model turns images into: encoder outputs (a variational autoencoder's means, a
  /// classifier's class scores, the pixels themselves), `[count, features]`. Where the encoder
  /// ends in an image its features are in PyTorch's order: channel, row, column.
  public func embed(_ data: any BatchSource) throws -> Matrix<Float> {
    let shape = architecture.embedding
    return try run(data, width: shape.count) { network, pass, rows in
      let output = network.forward(pass, stackCount: architecture.embeddingStacks)
      Self.copyFlattened(output, shape, count: pass.count, to: rows)
    }
  }

  /// The images as the decoder gives them back: `[count, H W C]`, pixel by pixel as they came in.
  ///
  /// - Throws: `TrainingError.noDecoder` for a model that gives no images back.
  public func reconstruct(_ data: any BatchSource) throws -> Matrix<Float> {
    try checkDecoder()
    let size = architecture.input.count
    return try run(data, width: size) { network, pass, rows in
      rows.update(from: network.forward(pass).base, count: pass.count * size)
    }
  }

  /// Each image's mean squared error of reconstruction, over the numbers of the image.
  ///
  /// - Throws: `TrainingError.noDecoder` for a model that gives no images back.
  public func reconstructionErrors(of data: any BatchSource) throws -> [Double] {
    try checkDecoder()
    let size = architecture.input.count
    var errors: [Double] = []
    errors.reserveCapacity(data.count)
    try forEachBatch(data) { network, pass, _ in
      let output = network.forward(pass)
      for sample in 0..<pass.count {
        let sum = Float.kernels.loss(
          CK_SQUARED, 0, size, output.base + sample * size, network.input.base + sample * size, 1,
          nil)
        errors.append(sum / Double(size))
      }
    }
    return errors
  }

  func checkDecoder() throws {
    guard architecture.givesImagesBack else { throw TrainingError.noDecoder }
  }

  /// Runs images through the network batch by batch; each batch writes rows of a matrix.
  func run(
    _ data: any BatchSource, width: Int,
    _ body: (Network<Float>, Pass<Float>, UnsafeMutablePointer<Float>) -> Void
  ) throws -> Matrix<Float> {
    try Matrix(rows: data.count, columns: width) { target in
      guard let base = target.baseAddress else { return }
      try forEachBatch(data) { network, pass, first in
        body(network, pass, base + first * width)
      }
    }
  }

  func forEachBatch(
    _ data: any BatchSource, keepsEverything: Bool = false,
    _ body: (Network<Float>, Pass<Float>, _ first: Int) -> Void
  ) throws {
    guard data.shape == architecture.input.dimensions else {
      throw TrainingError.shape(expected: architecture.input.dimensions, found: data.shape)
    }
    let network = try network(
      batch: min(Self.batch, max(1, data.count)), keepsEverything: keepsEverything)
    let indices = Array(0..<data.count)
    for start in stride(from: 0, to: data.count, by: network.batch) {
      let batch = indices[start..<min(data.count, start + network.batch)]
      data.fill(
        batch,
        into: UnsafeMutableBufferPointer(
          start: network.input.base, count: batch.count * architecture.input.count))
      body(network, network.pass(count: batch.count), start)
    }
  }

  /// Copies samples, images channel by channel.
  static func copyFlattened(
    _ samples: Numbers<Float>, _ shape: Shape, count: Int, to rows: UnsafeMutablePointer<Float>
  ) {
    for sample in 0..<count {
      let offset = sample * shape.count
      Float.kernels.transpose(
        shape.positions, shape.channels, samples.base + offset, shape.channels, rows + offset,
        shape.positions)
    }
  }
}

extension Metric {
  /// The mean squared error of reconstructions.
  public static let reconstruction = Metric(
    "reconstruction.SPLIT", title: "SPLIT MSE", unit: .squaredPixelValue, better: .lower,
    role: .headline, on: .split, digits: 5, comparedAtSame: [.images, .pixelScale],
    formula: "The mean over pixel values of the squared difference of image and reconstruction.")
  /// The mean absolute error of reconstructions.
  public static let absoluteError = Metric(
    "absoluteError.SPLIT", title: "SPLIT L1", unit: .pixelValue, better: .lower, on: .split,
    digits: 5, comparedAtSame: [.images, .pixelScale],
    formula: "The mean over pixel values of the absolute difference of image and reconstruction.")
}

extension TrainedModel {
  /// What can be measured of reconstructions.
  public static let metrics: [Metric] = [.reconstruction, .absoluteError]
}

extension TrainedModel {
  /// The images a decoder makes of latent vectors: `[n, latent]`, as `embed` gives them, to
  /// `[n, H W C]`.
  ///
  /// - Throws: `TrainingError.noDecoder` for a model that gives no images back,
  ///   `TrainingError.latentSize` for vectors of another size.
  public func decode(_ latents: Matrix<Float>) throws -> Matrix<Float> {
    try checkDecoder()
    let shape = architecture.embedding
    guard latents.columns == shape.count else {
      throw TrainingError.latentSize(expected: shape.count, found: latents.columns)
    }
    let size = architecture.input.count
    let network = try network(batch: min(Self.batch, max(1, latents.rows)))
    let place = network.latentPlace
    return Matrix(rows: latents.rows, columns: size) { target in
      latents.elements.withUnsafeBufferPointer { source in
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        for start in stride(from: 0, to: latents.rows, by: network.batch) {
          let pass = network.pass(count: min(network.batch, latents.rows - start))
          Self.copyUnflattened(from + start * shape.count, shape, count: pass.count, to: place)
          let output = network.forward(place, from: architecture.embeddingStacks, pass)
          (to + start * size).update(from: output.base, count: pass.count * size)
        }
      }
    }
  }

  /// The images on the way from one latent vector to another: decoded from
  /// (1 - a) first + a second for each of the shares a.
  public func interpolate(
    from first: [Float], to second: [Float], shares: [Double]
  ) throws -> Matrix<Float> {
    guard first.count == second.count else {
      throw TrainingError.latentSize(expected: first.count, found: second.count)
    }
    let latents = Matrix<Float>(rows: shares.count, columns: first.count) { target in
      for (row, share) in shares.enumerated() {
        for column in first.indices {
          target[row * first.count + column] = Float(
            (1 - share) * Double(first[column]) + share * Double(second[column]))
        }
      }
    }
    return try decode(latents)
  }

  /// Copies vectors in PyTorch's order to samples of a shape, channels side by side.
  private static func copyUnflattened(
    _ rows: UnsafePointer<Float>, _ shape: Shape, count: Int, to samples: Numbers<Float>
  ) {
    for sample in 0..<count {
      let offset = sample * shape.count
      Float.kernels.transpose(
        shape.channels, shape.positions, rows + offset, shape.positions, samples.base + offset,
        shape.channels)
    }
  }
}
