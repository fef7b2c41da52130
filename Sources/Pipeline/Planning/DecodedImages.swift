import Datasets
import Files
import Foundation
import Numerics

/// Images that were decoded to be hashed, on their way into the store: their stage need not decode them
/// once more.
struct DecodedImages {
  /// The folder, two files for each split.
  let folder: String

  /// Hashes the images of a split and looks at their pixels; what had to be decoded is kept.
  ///
  /// - Throws: `Problems` when a file is damaged.
  func content(
    of split: OpenDataset.Split, in open: OpenDataset
  ) throws -> (hash: String, facts: ImageFacts)? {
    guard open.isDecoded(split) else { return try open.content(of: split.name) }
    let passing = "\(folder)/\(split.name.rawValue)-\(getpid()).npy"
    var content: (hash: String, facts: ImageFacts)?
    var failure: (any Error)?
    do throws(FileError) {
      try AtomicFile.write(to: passing) { (file) throws(FileError) in
        var trouble: FileError?
        do {
          content = try open.content(of: split.name) { images in
            do throws(FileError) {
              if trouble == nil { try Self.append(images, of: split, open, to: file) }
            } catch {
              trouble = error
            }
          }
        } catch {
          failure = error
          throw FileError(passing, "is not kept")
        }
        if let trouble { throw trouble }
      }
    } catch {
      // Losing what was decoded costs decoding it once more, nothing else.
      if let failure { throw failure }
    }
    guard let content else { return try open.content(of: split.name) }
    keep(passing, split, as: content.hash)
    return content
  }

  private static func append(
    _ images: ImageSet, of split: OpenDataset.Split, _ open: OpenDataset,
    to file: borrowing AtomicFile
  ) throws(FileError) {
    if file.isEmpty {
      let shape = split.shape
      let lengths = [shape.count, shape.height, shape.width, shape.channels]
      try file.append(NPYFile.header(isFloat: images.isFloat, shape: lengths))
    }
    if images.isFloat {
      try file.append(images.matrix(scale: open.scale).elements)
    } else {
      for index in 0..<images.count { try file.append(images.bytes(of: index)) }
    }
  }

  private func keep(_ passing: String, _ split: OpenDataset.Split, as content: String) {
    do throws(FileError) {
      if let labels = split.labels {
        try NPYFile.write(labels, to: Self.labels(content, in: folder))
      }
      guard rename(passing, Self.images(content, in: folder)) == 0 else {
        throw FileError.system(passing, "cannot be kept")
      }
    } catch {
      unlink(passing)
    }
  }

  /// The images that were kept of a content; nil where there are none, or they are damaged.
  ///
  /// - Parameters:
  ///   - content: the SHA-256 of shape, pixels and labels.
  ///   - folder: where they were kept.
  ///   - scale: what padding has where images are numbers.
  /// - Returns: the images.
  static func find(_ content: String, in folder: String, scale: PixelScale) -> ImageSet? {
    let (path, labels) = (images(content, in: folder), labels(content, in: folder))
    guard access(path, R_OK) == 0 else { return nil }
    let hasLabels = access(labels, R_OK) == 0
    guard let images = try? ImageSet(storedAt: path, labels: hasLabels ? labels : nil),
      images.contentHash(scale: scale) == content
    else { return nil }
    return images
  }

  /// Gives what was kept away, to be a file of the store; false where it has gone.
  static func move(_ content: String, from folder: String, to place: String) -> Bool {
    let isMoved = rename(images(content, in: folder), place) == 0
    unlink(labels(content, in: folder))
    return isMoved
  }

  private static func images(_ content: String, in folder: String) -> String {
    "\(folder)/\(content).npy"
  }

  private static func labels(_ content: String, in folder: String) -> String {
    "\(folder)/\(content)-labels.npy"
  }
}
