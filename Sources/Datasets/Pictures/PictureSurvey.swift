import Files
import Numerics
import Specification

/// What the headers of the images of a folder say together.
struct PictureSurvey {
  /// The shape of all images when they have been read.
  let shape: ImageShape
  /// Whether some image has more than 8 bits.
  let isDeep: Bool
  /// What is odd about them.
  private(set) var notes: [SourceNote] = []

  /// Reads all headers.
  ///
  /// - Throws: `FileError` with all files that cannot be read, or when the images do not come to one
  ///   shape.
  init(
    _ pictures: [FolderContents.Picture], in path: String, _ preparation: Preparation
  ) throws(FileError) {
    let headers = try Self.headers(pictures, in: path)
    let channels = Set(headers.map(\.channels))
    var shape = ImageShape(
      count: headers.count, height: headers.map(\.height).max() ?? 0,
      width: headers.map(\.width).max() ?? 0, channels: channels.max() ?? 1)
    let sizes = Set(headers.map { ImageExtent(height: $0.height, width: $0.width).json.canonical })
    if sizes.count > 1, preparation.resize == nil {
      guard let side = preparation.padTo, side >= max(shape.height, shape.width) else {
        throw Self.mixed(pictures, headers, in: path)
      }
      (shape.height, shape.width) = (side, side)
    }
    self.shape = preparation.prepared(shape)
    isDeep = headers.contains(where: \.isDeep)
    if channels.count > 1, preparation.channels == nil {
      let gray = headers.count { $0.channels == 1 }
      notes.append(
        SourceNote(
          kind: "folder.channels",
          message: "Some images are gray, the others in colour; gray is repeated as red, green and "
            + "blue", detail: "\(gray) of \(headers.count) are gray",
          cure: "Say what is meant: \"channels\": \"rgb\" or \"gray\""))
    }
    let deep = headers.count(where: \.isDeep)
    if deep > 0, deep < headers.count {
      notes.append(
        SourceNote(
          kind: "folder.depth",
          message: "Some images have 16 bits, the others 8",
          detail: "\(deep) of \(headers.count) have 16",
          cure: "White is 65535 in the former and 255 in the latter: make sure that it is"))
    }
  }

  private static func headers(
    _ pictures: [FolderContents.Picture], in path: String
  ) throws(FileError) -> [PictureHeader] {
    var results: [Result<PictureHeader, FileError>] = []
    results.reserveCapacity(pictures.count)
    for start in stride(from: 0, to: pictures.count, by: ReadingProgress.step) {
      ReadingProgress.tell("reading headers in \(path)", start, of: pictures.count)
      let part = Array(pictures[start..<min(pictures.count, start + ReadingProgress.step)])
      results += Parallel.map(blocks: part.count) { index in
        Result { () throws(FileError) in
          try part[index].format.possibleHeader(of: MappedFile(path: part[index].path))
        }
      }
    }
    var headers: [PictureHeader] = []
    var failures: [FileError] = []
    for result in results {
      switch result {
      case .success(let header): headers.append(header)
      case .failure(let error): failures.append(error)
      }
    }
    guard let first = failures.first else { return headers }
    guard failures.count > 1 else { throw first }
    if failures.allSatisfy({ $0.reason == first.reason }) {
      throw FileError(
        path, "\(failures.count) of \(pictures.count) images cannot be read, as \(first)")
    }
    let shown = failures.prefix(10).map(\.description).joined(separator: "; ")
    throw FileError(
      path,
      "\(failures.count) of \(pictures.count) images cannot be read: \(shown)"
        + (failures.count > 10 ? "; ..." : ""))
  }

  private static func mixed(
    _ pictures: [FolderContents.Picture], _ headers: [PictureHeader], in path: String
  ) -> FileError {
    var counts: [String: Int] = [:]
    for header in headers { counts["\(header.height) x \(header.width)", default: 0] += 1 }
    let common = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let shown = common.prefix(3).map { "\($0.value) of \($0.key)" }.joined(separator: ", ")
    let odd = headers.firstIndex { "\($0.height) x \($0.width)" != common[0].key } ?? 0
    let largest = headers.map { max($0.height, $0.width) }.max() ?? 1
    return FileError(
      path,
      "holds images of \(counts.count) sizes, rows by columns: \(shown)"
        + (common.count > 3 ? ", ..." : "")
        + " (the first that differs is \(pictures[odd].path)); bring them to one: \"resize\": 32, or "
        + "[height, width], or \"padTo\": \(largest)")
  }
}
