import CKernels
import Numerics

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
