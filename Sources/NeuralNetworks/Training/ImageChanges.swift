import Numerics
import Specification

/// The random changes of the images of a training. What happens to an image depends on the seed, the image,
/// the view and the epoch, and on no other image: threads share the images.
struct ImageChanges: Sendable {
  private let changes: [any Augmentation]
  /// What the random numbers of each change are for, view by view.
  private let purposes: [[String]]
  private let seed: UInt64

  init(_ changes: [OneOf<Augmentations>], views: Int, seed: UInt64) {
    self.changes = changes.map(\.value)
    self.seed = seed
    purposes = (0..<views).map { view in
      changes.indices.map { "augmentation/\($0)" + (view > 0 ? "/view \(view)" : "") }
    }
  }

  /// Changes images in place: `[indices, H, W, C]`. The random numbers of an image are those of its index
  /// counted from `first`, which is another for every epoch.
  func apply(
    to indices: ArraySlice<Int>, at place: Numbers<Float>, shape: Shape, view: Int, first: UInt64
  ) {
    guard !changes.isEmpty, case .image(let height, let width, let channels) = shape else { return }
    Parallel.forEach(blocks: indices.count) { row in
      let image = ImageView(
        base: place.base + row * shape.count, height: height, width: width, channels: channels)
      let number = first &+ UInt64(indices[indices.startIndex + row])
      for (change, purpose) in zip(changes, purposes[view]) {
        var random = RandomStream(seed: seed, purpose: purpose, index: number)
        change.apply(to: image, &random)
      }
    }
  }
}
