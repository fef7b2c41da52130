import Files
import Foundation
import Specification

/// The images of a folder, in order, with the classes its subfolders stand for.
struct FolderListing {
  /// The images.
  private(set) var pictures: [FolderContents.Picture] = []
  /// The class of each image, when there are subfolders.
  private(set) var labels: SourceLabels?
  /// What was passed over.
  private(set) var notes: [SourceNote] = []
  private let path: String

  /// Lists a folder, and the subfolders that hold anything.
  ///
  /// - Parameters:
  ///   - path: the folder.
  ///   - table: the table of labels, which may lie in it.
  /// - Throws: `FileError` when it is neither flat nor one subfolder for each class.
  init(_ path: String, besides table: String? = nil) throws(FileError) {
    self.path = path
    let contents = try FolderContents(path)
    var subfolders: [(name: String, contents: FolderContents)] = []
    for name in contents.folders {
      subfolders.append((name, try FolderContents("\(path)/\(name)", below: path)))
    }
    let classes = subfolders.filter { !$0.contents.isEmpty }
    if classes.isEmpty {
      guard !contents.pictures.isEmpty else { throw Self.lacking(path, contents) }
      pictures = contents.pictures
    } else {
      guard contents.pictures.isEmpty else {
        throw FileError(
          path, "holds both images and subfolders; it must be flat or one subfolder for each class")
      }
      var values: [Int] = []
      for (label, folder) in classes.enumerated() {
        guard !folder.contents.pictures.isEmpty else {
          throw Self.lacking("\(path)/\(folder.name)", folder.contents)
        }
        pictures += folder.contents.pictures
        values += Array(repeating: label, count: folder.contents.pictures.count)
      }
      labels = SourceLabels(values, .names(classes.map(\.name)))
    }
    notePassedOver(contents, subfolders, besides: table)
  }

  /// Takes the labels from a table, which names files by path, name, or name without ending.
  ///
  /// - Throws: `FileError` when an image has no label, or two.
  mutating func label(
    by table: LabelTable, _ columns: LabelTable.Columns, path: String
  ) throws(FileError) {
    let names = FileNames(pictures.map(\.path), in: self.path)
    var words = [String?](repeating: nil, count: pictures.count)
    var strangers: [String] = []
    for (file, label) in try table.labelsByFile(columns) {
      guard let index = names.index(of: file) else {
        strangers.append(file)
        continue
      }
      if let other = words[index], other != label {
        throw FileError(path, "gives \(file) two labels, \(other) and \(label)")
      }
      words[index] = label
    }
    let lacking = words.indices.filter { words[$0] == nil }.map { names.name(of: $0) }
    guard lacking.isEmpty else {
      throw FileError(
        path,
        "has no label for \(lacking.count) of \(pictures.count) images: "
          + ClassNumbering.listed(lacking)
          + (strangers.isEmpty ? "" : "; it names \(strangers[0]), which is not in the folder"))
    }
    labels = SourceLabels(words: words.compactMap { $0 })
    guard strangers.count > 1 || strangers.count == 1 && strangers[0].contains(".") else { return }
    notes.append(
      SourceNote(
        kind: "labels.strangers",
        message: "Rows of the table of labels name files that are not in the folder",
        detail: "\(strangers.count), as " + ClassNumbering.listed(Array(strangers.prefix(3))),
        cure: "Other splits may hold them; else look for the missing files"))
  }

  /// Whether a file of the folder is a table (CSV, TSV) one of whose columns names its images.
  private func isTableOfLabels(_ name: String) -> Bool {
    guard [".csv", ".tsv", ".txt"].contains(where: { name.lowercased().hasSuffix($0) }),
      let table = try? LabelTable(MappedFile(path: "\(path)/\(name)"))
    else { return false }
    return table.names(FileNames(pictures.map(\.path), in: path))
  }

  /// Says of a folder without images what it holds instead.
  private static func lacking(_ path: String, _ contents: FolderContents) -> FileError {
    let found =
      (contents.others.isEmpty ? [] : [Endings.counted(contents.others)])
      + (contents.folders.isEmpty ? [] : ["subfolders: \(ClassNumbering.listed(contents.folders))"])
    let isDeeper = contents.others.isEmpty && !contents.folders.isEmpty
    return FileError(
      path,
      "holds no images that are read (\(PictureFormats.names))"
        + (found.isEmpty ? "" : "; it holds \(found.joined(separator: " and "))")
        + (isDeeper ? "; name one of them, or the folder right above the images" : ""))
  }

  private mutating func notePassedOver(
    _ contents: FolderContents, _ subfolders: [(name: String, contents: FolderContents)],
    besides table: String?
  ) {
    let own = contents.others.filter { name in
      table.map { !FolderContents.areSame($0, "\(path)/\(name)") } ?? true
    }
    let tables = table == nil ? own.filter(isTableOfLabels) : []
    for name in tables {
      notes.append(
        SourceNote(
          kind: "folder.table",
          message: "A table in the folder names its images, and was not asked for their labels",
          detail: name,
          cure: "Take them from it: \"labels\": \(Excerpt.quoted("\(path)/\(name)")), with "
            + "\"fileColumn\" and \"labelColumn\" where its headers are not file and label"))
    }
    let files = own.filter { !tables.contains($0) } + subfolders.flatMap(\.contents.others)
    if !files.isEmpty {
      notes.append(
        SourceNote(
          kind: "folder.files",
          message: "Files in the folder are no images that are read, and were passed over",
          detail: Endings.counted(files),
          cure:
            "Images are \(PictureFormats.names): convert what belongs to them, and move the rest "
            + "away"))
    }
    let empty = subfolders.filter(\.contents.isEmpty).map(\.name)
    if !empty.isEmpty {
      notes.append(
        SourceNote(
          kind: "folder.empty",
          message: "Empty subfolders were passed over", detail: ClassNumbering.listed(empty),
          cure: "An empty folder is no class: fill it, or remove it"))
    }
    let deeper = subfolders.flatMap { folder in
      folder.contents.folders.map { "\(folder.name)/\($0)" }
    }
    if !deeper.isEmpty {
      notes.append(
        SourceNote(
          kind: "folder.deeper",
          message: "Folders inside class folders were passed over",
          detail: ClassNumbering.listed(deeper),
          cure: "Images are looked for in the class folders themselves: move them up"))
    }
  }
}

/// The endings of file names.
enum Endings {
  /// `29 files (20 .txt, 9 without ending)`
  static func counted(_ names: [String]) -> String {
    var counts: [String: Int] = [:]
    for name in names {
      let parts = name.split(separator: ".", omittingEmptySubsequences: false)
      counts[
        parts.count > 1 ? ".\(parts[parts.count - 1].lowercased())" : "without ending", default: 0] +=
        1
    }
    let list = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let shown = list.prefix(4).map { "\($0.value) \($0.key)" }
    return "\(names.count) \(names.count == 1 ? "file" : "files") ("
      + (shown + (list.count > 4 ? ["..."] : [])).joined(separator: ", ") + ")"
  }
}

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
  /// - Parameters:
  ///   - path: the folder.
  ///   - root: the folder of all images, which advice is about; else this one.
  /// - Throws: `FileError` when it is no folder, or holds images of a format that is not read.
  init(_ path: String, below root: String? = nil) throws(FileError) {
    var unread: [(path: String, format: ForeignFormat?)] = []
    let names = try Self.names(in: path)
    for (index, name) in names.enumerated() {
      if index % ReadingProgress.step == 0 {
        ReadingProgress.tell("looking into \(path)", index, of: names.count)
      }
      let place = "\(path)/\(name)"
      if Self.isFolder(place) {
        folders.append(name)
        continue
      }
      let start = try Self.start(of: place)
      if let format = PictureFormats.format(of: start) {
        pictures.append(Picture(path: place, format: format))
      } else if Self.isNamedAsImage(name) {
        let format = ForeignFormat(
          start, path: place, size: start.count, isArray: false, in: root ?? path)
        unread.append((place, format))
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

  /// Whether two paths lead to one file.
  static func areSame(_ one: String, _ other: String) -> Bool {
    var (first, second) = (stat(), stat())
    return stat(one, &first) == 0 && stat(other, &second) == 0 && first.st_ino == second.st_ino
      && first.st_dev == second.st_dev
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private static func start(of path: String) throws(FileError) -> [UInt8] {
    try MappedFile(path: path).withUnsafeBytes { Array($0.prefix(ForeignFormat.markSize)) }
  }
}

/// Finds files of a folder by what a table calls them: the path inside the folder, the name, or the name
/// without its ending, as long as one file alone is called so.
struct FileNames {
  private let names: [String]
  private var places: [String: Int] = [:]

  /// The files of a folder, by their paths, which begin with the folder's.
  init(_ paths: [String], in folder: String) {
    names = paths.map { String($0.dropFirst(folder.utf8.count + 1)) }
    var doubtful: Set<String> = []
    for (index, name) in names.enumerated() {
      let last = name.split(separator: "/").last.map(String.init) ?? name
      for form in Set([name, last, Advice.stem(name), Advice.stem(last)]) {
        if let other = places[form], other != index { doubtful.insert(form) }
        places[form] = index
      }
    }
    for form in doubtful { places[form] = nil }
    for (index, name) in names.enumerated() { places[name] = index }
  }

  /// What the folder calls a file.
  func name(of index: Int) -> String { names[index] }

  /// The file that is meant; nil when there is none, or several.
  func index(of text: String) -> Int? {
    if let place = places[text] { return place }
    let last = text.split(separator: "/").last.map(String.init) ?? text
    return places[last]
  }
}

/// The order in which people number files: digits compare as the numbers they write.
enum NaturalOrder {
  /// Names in order: `2.png` before `10.png`.
  static func sorted(_ names: [String]) -> [String] {
    names.map { (name: $0, pieces: pieces($0)) }.sorted { left, right in
      for (x, y) in zip(left.pieces, right.pieces) where x != y {
        guard x.isNumber, y.isNumber else { return x.text < y.text }
        // Without leading zeros, the longer number is the larger.
        let (m, n) = (x.text.drop { $0 == "0" }, y.text.drop { $0 == "0" })
        if m != n { return (m.count, String(m)) < (n.count, String(n)) }
      }
      return (left.pieces.count, left.name) < (right.pieces.count, right.name)
    }.map(\.name)
  }

  private struct Piece: Equatable {
    var text: String
    let isNumber: Bool
  }

  private static func pieces(_ name: String) -> [Piece] {
    name.unicodeScalars.reduce(into: []) { pieces, scalar in
      let isDigit = ("0"..."9").contains(scalar)
      if pieces.last?.isNumber == isDigit {
        pieces[pieces.count - 1].text.unicodeScalars.append(scalar)
      } else {
        pieces.append(Piece(text: String(scalar), isNumber: isDigit))
      }
    }
  }
}
