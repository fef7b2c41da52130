import Files
import Numerics
import Specification
import SyntheticImages

/// Images drawn from a seed: faces, outdoor scenes, or both, half and half.
public struct SyntheticSource: ImageSource {
  /// What is drawn.
  public enum Subject: String, Word {
    /// Faces (class 0) and outdoor scenes (class 1), equally many, in random order.
    case facesVersusScenes = "faces-vs-scenes"
    /// Faces alone.
    case faces
    /// Outdoor scenes alone.
    case scenes
  }

  public static var kind: String { "synthetic" }
  public static var summary: String {
    "Colour images drawn from a seed: faces against outdoor scenes, or one kind alone. "
      + "Different splits draw different images from the same seed."
  }
  public static var fields: [Field<SyntheticSource>] {
    [
      Field("subject", \.subject, "what is drawn", isPrimary: true),
      Field("count", \.count, "the number of images", .between(1, 1_000_000)),
      Field("size", \.size, "the number of pixels a side", .between(8, 1024)),
      Field("seed", \.seed, "the seed of the drawing", .atLeast(0)),
    ] + selectionFields
  }

  /// What is drawn.
  public var subject = Subject.facesVersusScenes
  /// The number of images.
  public var count = 1000
  /// The number of pixels a side.
  public var size = 32
  /// The seed of the drawing.
  public var seed = 0
  public var selection = Selection()

  public init() {}

  /// Tells shape and labels; the images are drawn when their pixels are asked for.
  public func open(_ context: SourceContext) throws(SourceError) -> OpenSource {
    let shape = ImageShape(count: count, height: size, width: size, channels: 3)
    let isBoth = subject == .facesVersusScenes
    var source = OpenSource(
      shape: shape,
      labels: isBoth
        ? SourceLabels((0..<count).map { label($0, context.split) }, .customary(["face", "scene"]))
        : nil, files: []
    ) {
      Pixels(shape, .bytes(draw(0..<count, shape, context.split)))
    }
    source.makeReader = { () throws(SourceError) in
      PixelReader(blaming: "synthetic") { (images) throws(FileError) in
        let part = shape.part(images)
        return Pixels(part, .bytes(draw(images, part, context.split)))
      }
    }
    return source
  }

  /// Of each two images in a row one is a face; which, is drawn. So a set that begins another has
  /// the same images.
  private func label(_ index: Int, _ split: SplitName) -> Int {
    switch subject {
    case .faces: return 0
    case .scenes: return 1
    case .facesVersusScenes:
      var stream = stream("order", index / 2, split)
      return (index & 1) ^ (stream.chance(0.5) ? 1 : 0)
    }
  }

  private func stream(_ purpose: String, _ index: Int, _ split: SplitName) -> RandomStream {
    RandomStream(
      seed: UInt64(max(0, seed)), purpose: "synthetic/\(split.rawValue)/\(purpose)",
      index: UInt64(index))
  }

  private func draw(_ images: Range<Int>, _ shape: ImageShape, _ split: SplitName) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: shape.byteCount) { buffer, count in
      count = shape.byteCount
      guard let base = buffer.baseAddress else { return }
      // Each image writes its own part of the buffer.
      nonisolated(unsafe) let target = base
      Parallel.forEach(blocks: shape.count) { index in
        var stream = stream("image", images.lowerBound + index, split)
        let isFace = label(images.lowerBound + index, split) == 0
        let image = isFace ? SyntheticImage.face : .scene
        image.draw(size: size, &stream, into: target + index * shape.imageSize)
      }
    }
  }
}
