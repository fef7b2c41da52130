import Files
import Foundation
import Specification

/// The PNGs of a folder, in order, with the classes its subfolders stand for.
struct PNGListing {
  /// The paths of the images.
  private(set) var files: [String] = []
  /// The class of each image, when there are subfolders.
  private(set) var labels: [Int]?
  /// The names of the subfolders.
  private(set) var classes: [String]?
  private let path: String

  /// Lists a folder; hidden files, and files that are no images, are passed over.
  init(_ path: String) throws(FileError) {
    self.path = path
    let flat = try Self.images(in: path)
    let folders = try Self.names(in: path).filter { Self.isFolder("\(path)/\($0)") }
    guard !folders.isEmpty, flat.isEmpty else {
      guard folders.isEmpty else {
        throw FileError(path, "holds both PNGs and subfolders; it must be flat or one per class")
      }
      files = flat
      guard !files.isEmpty else { throw FileError(path, "holds no PNGs") }
      return
    }
    var labels: [Int] = []
    for (label, folder) in folders.enumerated() {
      let images = try Self.images(in: "\(path)/\(folder)")
      guard !images.isEmpty else { throw FileError("\(path)/\(folder)", "holds no PNGs") }
      files += images
      labels += Array(repeating: label, count: images.count)
    }
    self.labels = labels
    classes = folders
  }

  /// The shape of all images together: of one size, gray only when every one is.
  func shape() throws(FileError) -> ImageShape {
    var common: PNGSize?
    for file in files {
      let size = try PNGSize(file)
      let first = common ?? size
      guard size.height == first.height, size.width == first.width else {
        throw FileError(
          file,
          "is \(size.width) x \(size.height), but the first image is \(first.width) x \(first.height)"
        )
      }
      common = PNGSize(
        height: size.height, width: size.width, channels: max(first.channels, size.channels))
    }
    guard let common else { throw FileError(path, "holds no PNGs") }
    return ImageShape(
      count: files.count, height: common.height, width: common.width, channels: common.channels)
  }

  private static func names(in folder: String) throws(FileError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder)
        .filter { !$0.hasPrefix(".") }.sorted(by: NaturalOrder.isBefore)
    } catch {
      throw FileError(folder, isFolder(folder) ? "cannot be listed" : "is not a folder")
    }
  }

  private static func images(in folder: String) throws(FileError) -> [String] {
    var images: [String] = []
    for name in try names(in: folder) {
      switch (name as NSString).pathExtension.lowercased() {
      case "png": images.append("\(folder)/\(name)")
      case "jpg", "jpeg", "gif", "bmp", "webp", "tif", "tiff":
        throw FileError("\(folder)/\(name)", "only PNGs are read; convert it")
      default: continue
      }
    }
    return images
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }
}

/// What the header of a PNG says of its size.
private struct PNGSize {
  let height: Int
  let width: Int
  let channels: Int

  init(height: Int, width: Int, channels: Int) {
    self.height = height
    self.width = width
    self.channels = channels
  }

  /// Reads the header, which is the first chunk of the file (PNG, section 11.2.1).
  init(_ path: String) throws(FileError) {
    let start = try MappedFile(path: path).withUnsafeBytes { Array($0.prefix(26)) }
    let isPNG = start.starts(with: [0x89] + Array("PNG\r\n".utf8) + [0x1A, 0x0A])
    guard isPNG, start.count == 26, start[12..<16].elementsEqual("IHDR".utf8) else {
      throw FileError(path, "is not a PNG, or is cut within its header")
    }
    width = start[16..<20].reduce(0) { $0 << 8 | Int($1) }
    height = start[20..<24].reduce(0) { $0 << 8 | Int($1) }
    // Colour types 0 and 4 are gray, without and with transparency.
    channels = start[25] == 0 || start[25] == 4 ? 1 : 3
    guard width > 0, height > 0,
      Count.product([width, height]).value <= PNG.defaultPixelLimit
    else {
      throw FileError(path, "announces \(width) x \(height) pixels, which is not read")
    }
  }
}
