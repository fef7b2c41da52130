/// Images that a network is trained or run on.
public protocol BatchSource: Sendable {
  /// The number of images.
  var count: Int { get }
  /// The shape of one image: `[height, width, channels]`.
  var shape: [Int] { get }
  /// The class of each image, from 0; nil when there are no labels.
  var labels: [Int]? { get }

  /// Writes the images of the given indices as numbers, scaled as the experiment says, into
  /// `buffer`: `[indices, height, width, channels]`.
  func fill(_ indices: ArraySlice<Int>, into buffer: UnsafeMutableBufferPointer<Float>)
}
