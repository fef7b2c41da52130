import CKernels
import Numerics

/// The step between images, whose channels lie side by side, and vectors in PyTorch's order.
struct FlattenOperation<T: Scalar>: Operation {
  let positions: Int
  let channels: Int
  /// From vectors to images.
  let isInverse: Bool

  /// The step for an image's shape.
  init(_ image: Shape, isInverse: Bool) {
    positions = image.positions
    channels = image.channels
    self.isInverse = isInverse
  }

  var worksInPlace: Bool { false }
  var needsInput: Bool { false }
  var needsOutput: Bool { false }

  func forward(_ x: Numbers<T>, _ y: Numbers<T>, _ pass: Pass<T>) {
    rearrange(x, y, toImages: isInverse, pass)
  }

  func backward(
    x: Numbers<T>, y: Numbers<T>, dy: Numbers<T>, dx: Numbers<T>?, _ pass: Pass<T>
  ) {
    guard let dx else { return }
    rearrange(dy, dx, toImages: !isInverse, pass)
  }

  private func rearrange(
    _ x: Numbers<T>, _ y: Numbers<T>, toImages: Bool, _ pass: Pass<T>
  ) {
    let rows = toImages ? channels : positions
    let columns = toImages ? positions : channels
    let size = positions * channels
    Parallel.forEach(blocks: pass.count) { sample in
      T.kernels.transpose(
        rows, columns, x.base + sample * size, columns, y.base + sample * size, rows)
    }
  }
}
