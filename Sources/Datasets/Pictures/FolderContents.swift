import Files
import Foundation

/// What one folder holds: files by what they are, and subfolders. Links count as what they lead to;
/// hidden files, and what systems and programs leave behind, do not count.
struct FolderContents {
  /// An image and its format.
  struct Picture {
    /// Its path.
    let path: String
    /// How it is read.
    let format: any PictureFormat.Type
  }

  /// The images, as people count.
  private(set) var pictures: [Picture] = []
  /// The names of the files that are no images.
  private(set) var others: [String] = []
  /// The names of the subfolders, as people count.
  private(set) var folders: [String] = []

  /// Whether it holds nothing.
  var isEmpty: Bool { pictures.isEmpty && others.isEmpty && folders.isEmpty }

  /// Looks into a folder; the first bytes of a file tell what it is.
  ///
  /// - Throws: `FileError` when it is no folder, or holds images of a format that is not read.
  init(_ path: String) throws(FileError) {
    var unread: [(path: String, format: ForeignFormat?)] = []
    for name in try Self.names(in: path) {
      let place = "\(path)/\(name)"
      if Self.isFolder(place) {
        folders.append(name)
        continue
      }
      let start = try Self.start(of: place)
      if let format = PictureFormats.format(of: start) {
        pictures.append(Picture(path: place, format: format))
      } else if Self.isNamedAsImage(name) {
        unread.append((place, ForeignFormat(start, path: place, size: start.count, isArray: false)))
      } else {
        others.append(name)
      }
    }
    if let first = unread.first { throw Self.refusal(first, count: unread.count) }
  }

  private static func refusal(
    _ first: (path: String, format: ForeignFormat?), count: Int
  ) -> FileError {
    let more = count > 1 ? " (and \(count - 1) more like it in this folder)" : ""
    guard let format = first.format else {
      return FileError(
        first.path,
        "is named as an image but is none that is read\(more): these are \(PictureFormats.names)")
    }
    return FileError(first.path, "is \(format.name)\(more), which is not read; \(format.advice)")
  }

  /// What lies beside the images in folders of pictures without belonging to them.
  private static let debris: Set<String> = [
    "__MACOSX", "Thumbs.db", "ehthumbs.db", "desktop.ini", "@eaDir", "$RECYCLE.BIN", "lost+found",
  ]

  private static let endings: Set<String> = [
    "png", "jpg", "jpeg", "jpe", "jfif", "gif", "bmp", "webp", "tif", "tiff", "pgm", "ppm", "pnm",
    "pbm",
    "heic", "avif",
  ]

  private static func isNamedAsImage(_ name: String) -> Bool {
    endings.contains((name as NSString).pathExtension.lowercased())
  }

  private static func names(in folder: String) throws(FileError) -> [String] {
    do {
      let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      return NaturalOrder.sorted(names.filter { !$0.hasPrefix(".") && !debris.contains($0) })
    } catch {
      throw FileError(folder, isFolder(folder) ? "cannot be listed" : "is not a folder")
    }
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private static func start(of path: String) throws(FileError) -> [UInt8] {
    try MappedFile(path: path).withUnsafeBytes { Array($0.prefix(ForeignFormat.markSize)) }
  }
}
