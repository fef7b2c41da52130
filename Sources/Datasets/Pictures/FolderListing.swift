import Files

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
  /// - Throws: `FileError` when it is neither flat nor one subfolder for each class.
  init(_ path: String) throws(FileError) {
    self.path = path
    let contents = try FolderContents(path)
    var subfolders: [(name: String, contents: FolderContents)] = []
    for name in contents.folders {
      subfolders.append((name, try FolderContents("\(path)/\(name)")))
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
    notePassedOver(contents, subfolders)
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
    _ contents: FolderContents, _ subfolders: [(name: String, contents: FolderContents)]
  ) {
    let files = contents.others + subfolders.flatMap(\.contents.others)
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
