import NeuralNetworks
import Numerics

/// Images in an array.
struct ArraySource: BatchSource {
  let shape: [Int]
  let images: [Float]
  var labels: [Int]?

  var count: Int { images.count / shape.reduce(1, *) }

  func fill(_ indices: ArraySlice<Int>, into buffer: UnsafeMutableBufferPointer<Float>) {
    let size = shape.reduce(1, *)
    for (row, index) in indices.enumerated() {
      for pixel in 0..<size { buffer[row * size + pixel] = images[index * size + pixel] }
    }
  }

  /// Smooth images in [-1, 1]: each a plane wave of random direction, phase and colour.
  static func waves(_ count: Int, shape: [Int] = [32, 32, 3], seed: UInt64 = 1) -> ArraySource {
    var images: [Float] = []
    for image in 0..<count {
      var random = RandomStream(seed: seed, purpose: "waves", index: UInt64(image))
      let down = random.uniform(-0.4, 0.4)
      let across = random.uniform(-0.4, 0.4)
      let colours = (0..<shape[2]).map { _ in random.uniform(-1, 1) }
      for y in 0..<shape[0] {
        for x in 0..<shape[1] {
          let wave = Elementary.sinCos(down * Double(y) + across * Double(x)).sine
          images += colours.map { Float(wave * $0) }
        }
      }
    }
    return ArraySource(shape: shape, images: images)
  }
}
