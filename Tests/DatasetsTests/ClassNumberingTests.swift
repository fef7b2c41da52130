import Datasets
import Files
import Specification
import TestSupport
import Testing

/// Labels mean what people mean: names go by name, numbers by what occurs.
@Suite struct ClassNumberingTests {
  private let workshop: DatasetWorkshop

  init() throws { workshop = try DatasetWorkshop() }

  /// A folder with an image in each of some subfolders, all of one value.
  private func write(_ folder: String, classes: [String], value: UInt8 = 1) throws {
    for name in classes {
      let bitmap = try #require(
        Bitmap(height: 1, width: 1, channels: 1, bytes: [value]))
      try workshop.folder.write(PNG.encode(bitmap), to: "\(folder)/\(name)/1.png")
    }
  }

  private func notes(of text: String) throws -> [String] {
    try workshop.open(text).notes.list.map {
      "\($0.note.path): \($0.note.message): \($0.note.detail ?? "")"
    }
  }

  private func numbers(_ labels: [Int], _ classes: String = "") throws -> OpenDataset {
    try workshop.write("x", count: labels.count, side: 1, labels: labels)
    return try workshop.open(
      #"{ "train": { "images": "x.npy", "labels": "x-labels.npy" }\#(classes) }"#)
  }

  @Test func foldersAreMatchedToClassesByName() throws {
    try write("train", classes: ["ant", "bee", "cow"])
    let open = try workshop.open(
      #"{ "train": { "folder": "train" }, "classes": ["cow", "ant", "bee"] }"#)
    #expect(open[.train]?.labels == [1, 2, 0])
    #expect(open.classes == ["cow", "ant", "bee"] && open.classCount == 3)
    #expect(try open.load()[.train]?.labels == [1, 2, 0])
  }

  @Test func foldersAreMatchedBetweenSplitsByName() throws {
    try write("train", classes: ["cat", "dog", "fox"])
    try write("test", classes: ["cat", "fox"])
    for classes in ["", #", "classes": ["cat", "dog", "fox"]"#] {
      let text = #"{ "train": { "folder": "train" }, "test": { "folder": "test" }\#(classes) }"#
      let open = try workshop.open(text)
      #expect(open[.train]?.labels == [0, 1, 2])
      #expect(open[.test]?.labels == [0, 2])
      #expect(open.classCount == 3)
      #expect(try notes(of: text) == ["dataset.test: It has no image of some classes: dog"])
    }
  }

  @Test func namesThatDifferAreRefused() throws {
    try write("train", classes: ["cat", "dog", "fox"])
    try write("test", classes: ["ape", "owl", "yak"])
    let both = #""train": { "folder": "train" }, "test": { "folder": "test" }"#
    #expect(
      workshop.complaint(#"{ \#(both), "classes": ["cat", "dog", "fox"] }"#)
        == "dataset.test: its classes ape, owl, yak are not among \"classes\", which are cat, dog, fox"
    )
    #expect(
      workshop.complaint("{ \(both) }")
        == "dataset.test: its classes ape, owl, yak are not among those of train, which are cat, dog, "
        + "fox; rename them, or list all in \"classes\"")
    #expect(
      workshop.complaint(
        #"{ "train": { "folder": "train" }, "classes": ["cat", "dog", "fox", "ant"] }"#)
        == "dataset.classes: no image is of the class ant: the images have cat, dog, fox; leave it out"
    )
    #expect(
      workshop.complaint(
        #"{ "train": { "folder": "train" }, "classes": ["cat", "dog", "fix"] }"#)
        == "dataset.classes: no image is of the class fix: the images have cat, dog, fox\n"
        + "dataset.train: its class fox is not among \"classes\", which are cat, dog, fix; did you "
        + "mean \"fix\"?")
  }

  @Test func numbersBesideNamesMustBeSaid() throws {
    try write("train", classes: ["cat", "dog"])
    try workshop.folder.remove("train/dog/1.png")
    try write("train", classes: ["dog"])
    try NPYFile.write([UInt8](0..<2), shape: [2, 1, 1], to: workshop.folder.path("x.npy"))
    try NPYFile.write([0, 1], to: workshop.folder.path("y.npy"))
    let both =
      #""train": { "folder": "train" }, "test": { "images": "x.npy", "labels": "y.npy" }"#
    #expect(
      workshop.complaint("{ \(both) }")?.hasPrefix(
        "dataset.test.labels: its labels are numbers, those of another split are names (cat, dog)")
        == true)
    let open = try workshop.open(#"{ \#(both), "classes": ["dog", "cat"] }"#)
    #expect(open[.train]?.labels == [1, 0] && open[.test]?.labels == [0, 1])
    // Folders whose names are the numbers.
    try write("digits", classes: ["1", "0"])
    let digits = try workshop.open(
      #"{ "train": { "folder": "digits" }, "test": { "images": "x.npy", "labels": "y.npy" } }"#)
    #expect(digits.classes == ["0", "1"] && digits[.test]?.labels == [0, 1])
  }

  @Test func labelsFromZeroStayAsTheyAre() throws {
    let open = try numbers([2, 0, 1, 1])
    #expect(open[.train]?.labels == [2, 0, 1, 1])
    #expect(open.classes == nil && open.classCount == 3 && open.notes.isEmpty)
  }

  @Test(arguments: [
    ([0, 5, 9, 5], [0, 1, 2, 1]), ([1, 2, 3, 1], [0, 1, 2, 0]),
    ([307, 101, 205, 101], [2, 0, 1, 0]),
    ([-1, 1, 1, -1], [0, 1, 1, 0]), ([3, 5, 5, 3], [0, 1, 1, 0]),
  ])
  func labelsThatOccurAreTheClasses(written: [Int], classes: [Int]) throws {
    let open = try numbers(written)
    let names = Set(written).sorted()
    #expect(open[.train]?.labels == classes)
    #expect(open.classes == names.map(String.init) && open.classCount == names.count)
    let note = try #require(open.notes.list.first?.note)
    #expect(note.kind == "labels.numbered")
    #expect(
      note.detail
        == "\(names.map(String.init).joined(separator: ", ")) are \(names.count) classes")
    // As many names as labels name them in order.
    let named = try numbers(
      written, #", "classes": [\#(names.map { "\"n\($0)\"" }.joined(separator: ", "))]"#)
    #expect(named[.train]?.labels == classes)
    #expect(named.notes.list.map(\.note.kind) == ["labels.named"])
  }

  @Test func classesOccurInAllSplitsTogether() throws {
    try workshop.write("x", count: 4, side: 1, labels: [1, 7, 1, 7])
    try workshop.write("z", count: 2, side: 1, labels: [3, 7])
    let open = try workshop.open(
      #"""
      { "train": { "images": "x.npy", "labels": "x-labels.npy" },
        "test": { "images": "z.npy", "labels": "z-labels.npy" } }
      """#)
    #expect(open.classes == ["1", "3", "7"])
    #expect(open[.train]?.labels == [0, 2, 0, 2] && open[.test]?.labels == [1, 2])
    #expect(
      open.notes.list.map { "\($0.note.path) \($0.note.kind)" } == [
        "dataset.train labels.numbered", "dataset.train classes.empty",
        "dataset.test classes.empty",
      ])
  }

  @Test func numbersUnderNames() throws {
    #expect(try numbers([0, 2], #", "classes": ["a", "b", "c"]"#)[.train]?.labels == [0, 2])
    #expect(try numbers([1, 2], #", "classes": ["a", "b"]"#)[.train]?.labels == [0, 1])
    // Names that are the numbers themselves.
    #expect(try numbers([5, 3], #", "classes": ["3", "4", "5"]"#)[.train]?.labels == [2, 0])
    #expect(try numbers([0, 1], #", "classes": ["1", "0"]"#)[.train]?.labels == [1, 0])
    #expect(
      workshop.complaint(
        #"{ "train": { "images": "x.npy", "labels": "x-labels.npy" }, "classes": ["a"] }"#)
        == "dataset.train.labels: the labels that occur are 0, 1, but 1 classes are named")
  }

  @Test func onlyImagesInUseCount() throws {
    let open = try numbers([0, 3, 0, 5], #", "validation": { "from": "train", "range": [1, 2] }"#)
    #expect(open.classes == ["0", "3", "5"])
    #expect(open[.train]?.labels == [0, 0, 2] && open[.validation]?.labels == [1])
    let rest = try numbers([0, 1, 255])
    #expect(rest.classCount == 3)
    let ranged = try workshop.open(
      #"{ "train": { "images": "x.npy", "labels": "x-labels.npy", "range": [0, 2] } }"#)
    #expect(ranged.classCount == 2 && ranged.notes.isEmpty)
  }

  @Test func oneClassAndSinglesAreSaid() throws {
    let one = try numbers([0, 0, 0]).notes.list.map(\.note)
    #expect(one.map(\.kind) == ["classes.one"] && one[0].detail == "0")
    let single = try numbers(Array(repeating: [0, 1], count: 50).flatMap { $0 } + [2])
    #expect(single.notes.list.map(\.note.kind) == ["classes.single"])
    #expect(single.notes.list[0].note.detail == "2")
  }

  @Test func usualNamesMayBeReplaced() throws {
    let source = #""train": { "synthetic": "faces-vs-scenes", "count": 4, "size": 8 }"#
    let usual = try workshop.open("{ \(source) }")
    #expect(usual.classes == ["face", "scene"])
    let other = try workshop.open(#"{ \#(source), "classes": ["visage", "paysage"] }"#)
    #expect(other.classes == ["visage", "paysage"])
    #expect(other[.train]?.labels == usual[.train]?.labels)
    let swapped = try workshop.open(#"{ \#(source), "classes": ["scene", "face"] }"#)
    #expect(swapped[.train]?.labels == usual[.train]?.labels?.map { 1 - $0 })
    #expect(
      workshop.complaint(#"{ \#(source), "classes": ["scene", "visage"] }"#)?
        .contains("its class face is not among") == true)
  }
}
