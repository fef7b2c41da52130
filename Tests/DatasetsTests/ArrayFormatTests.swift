import Datasets
import Files
import Specification
import TestSupport
import Testing

@Suite struct ArrayFormatTests {
  private let workshop: DatasetWorkshop

  init() throws {
    workshop = try DatasetWorkshop()
    for name in [
      "one.npz", "two.npz", "packed.npz", "four.npz", "wide.npz", "images.npy.gz", "bits.npy",
      "words.npy", "names.npy", "bytes.npy", "one-hot.npy", "scores.npy", "whole.npy", "truth.npy",
    ] {
      try workshop.folder.write(Fixture.bytes("pictures/\(name)"), to: name)
    }
    try NPYFile.write(
      PictureFixture.read("images").bytes, shape: [6, 3, 4], to: workshop.folder.path("x.npy"))
  }

  @Test(arguments: [
    "one.npz", "two.npz", "packed.npz", "wide.npz", "images.npy.gz", "four.npz#x_train",
    "two.npz#x",
    "packed.npz#x", "one.npz#arr_0",
  ])
  func archivesAreReadAsPlainArrays(name: String) throws {
    let images = try #require(workshop.load(#"{ "train": { "images": "\#(name)" } }"#)[.train])
    #expect(images.shape == ImageShape(count: 6, height: 3, width: 4, channels: 1))
    #expect((0..<6).flatMap { images.bytes(of: $0) } == (try PictureFixture.read("images").bytes))
    let labels = try PictureFixture.json()[member: "read"][member: "labels"].integers
    let hasLabels = name == "two.npz" || name == "packed.npz"
    #expect(images.labels == (hasLabels ? labels : nil))
  }

  @Test func severalArraysMustBeNamed() throws {
    #expect(
      workshop.complaint(#"{ "train": { "images": "four.npz" } }"#)
        == "dataset.train.images: four.npz: holds several arrays: x_train [6, 3, 4], y_train [6], "
        + "x_test [2, 3, 4], y_test [2]; say which: \"four.npz#x_train\"")
    #expect(
      workshop.complaint(#"{ "train": { "images": "four.npz#x" } }"#)?
        .contains("holds no array \"x\"; it holds x_train") == true)
    let both = try workshop.load(
      #"{ "train": { "images": "four.npz#x_train", "labels": "four.npz#y_train" } }"#)
    #expect(both[.train]?.labels == [2, 0, 1, 1, 0, 2])
    #expect(
      workshop.complaint(#"{ "train": { "images": "x.npy", "labels": "four.npz#y_test" } }"#)?
        .contains("expected 6 labels") == true)
  }

  @Test func truthValuesAndWordsAreImages() throws {
    let bytes = try PictureFixture.read("images").bytes
    let bits = try #require(workshop.load(#"{ "train": { "images": "bits.npy" } }"#)[.train])
    #expect((0..<6).flatMap { bits.bytes(of: $0) } == bytes.map { $0 > 127 ? 255 : 0 })
    let words = try #require(workshop.load(#"{ "train": { "images": "words.npy" } }"#)[.train])
    #expect(words.isFloat)
    #expect((0..<6).flatMap { words.bytes(of: $0) } == bytes)
  }

  @Test(arguments: [
    ("names.npy", ["ant", "bee", "cow", "é"], [0, 1, 0, 2, 1, 3]),
    ("bytes.npy", ["ant", "bee", "cow", "x"], [0, 1, 0, 2, 1, 3]),
  ])
  func stringsAreClassNames(name: String, classes: [String], labels: [Int]) throws {
    let dataset = try workshop.load(
      #"{ "train": { "images": "x.npy", "labels": "\#(name)" } }"#)
    #expect(dataset.classes == classes && dataset[.train]?.labels == labels)
  }

  @Test func otherFormsOfLabelsAreRead() throws {
    func labels(_ name: String) throws -> [Int]? {
      try workshop.load(#"{ "train": { "images": "x.npy", "labels": "\#(name)" } }"#)[.train]?
        .labels
    }
    #expect(try labels("one-hot.npy") == [2, 0, 1, 1, 0, 2])
    #expect(try labels("whole.npy") == [2, 0, 1, 1, 0, 2])
    #expect(try labels("truth.npy") == [1, 0, 1, 1, 0, 1])
    #expect(
      workshop.complaint(#"{ "train": { "images": "x.npy", "labels": "scores.npy" } }"#)?
        .contains("of scores, take the largest: python3 -c") == true)
  }

  @Test(arguments: [
    "label\ncat\ndog\ncat\ncat\ndog\ncat\n", "cat\ndog\ncat\ncat\ndog\ncat",
    "\u{FEFF}id,label\r\n1,cat\r\n2,dog\r\n3,cat\r\n4,cat\r\n5,dog\r\n6,cat\r\n",
    "id\tlabel\n1\tcat\n2\tdog\n3\tcat\n4\t\"cat\"\n5\tdog\n6\tcat",
    "id;label\n\"1;2\";cat\n2;dog\n3;cat\n4;cat\n5;dog\n\"6\n7\";cat\n",
  ])
  func tablesGiveLabelsInOrder(text: String) throws {
    try workshop.folder.write(Array(text.utf8), to: "y.csv")
    let dataset = try workshop.load(#"{ "train": { "images": "x.npy", "labels": "y.csv" } }"#)
    #expect(dataset.classes == ["cat", "dog"])
    #expect(dataset[.train]?.labels == [0, 1, 0, 0, 1, 0])
  }

  @Test func tablesNameTheFilesOfAFolder() throws {
    for name in ["a", "b", "c"] {
      try workshop.folder.write(
        PNG.encode(Bitmap(height: 2, width: 2, red: 9, green: 8, blue: 7)), to: "images/\(name).png"
      )
    }
    let text = #"{ "train": { "folder": "images", "labels": "y.csv" } }"#
    func table(_ rows: String) throws { try workshop.folder.write(Array(rows.utf8), to: "y.csv") }
    try table("file,label\nc.png,dog\na.png,cat\nb.png,cat\n")
    #expect(try workshop.load(text)[.train]?.labels == [0, 0, 1])
    #expect(try workshop.load(text).classes == ["cat", "dog"])
    // Without endings, with folders, with other columns beside.
    try table("id,breed,file\n1,dog,train/c\n2,cat,a\n3,cat,b\n")
    #expect(
      workshop.complaint(text)?.contains(
        "has no column \"label\"; say which it is: \"labelColumn\": \"file\" (the columns are \"id\", "
          + "\"breed\", \"file\")") == true)
    let named = text.replacing("y.csv\"", with: "y.csv\", \"labelColumn\": \"breed\"")
    #expect(try workshop.load(named)[.train]?.labels == [0, 0, 1])
    #expect(
      workshop.complaint(named.replacing("breed", with: "bred"))?
        .contains(#"has no column "bred"; did you mean "breed"?"#) == true)
    try table("file,label\nc.png,dog\na.png,cat\nz.png,cat\n")
    #expect(
      workshop.complaint(text)
        == "dataset.train.labels: y.csv: has no label for 1 of 3 images: b.png; "
        + "it names z.png, which is not in the folder")
    try table("file,label\nc.png,dog\na.png,cat\na.png,dog\nb.png,dog\n")
    #expect(workshop.complaint(text)?.contains("gives a.png two labels, cat and dog") == true)
    try table("file,label\nc.png,3\na.png,7\nb.png,7\nz.png,7\n")
    let open = try workshop.open(text)
    #expect(open.classes == ["3", "7"] && open[.train]?.labels == [1, 1, 0])
    #expect(open.notes.list.map(\.note.kind) == ["labels.numbered", "labels.strangers"])
  }

  /// Each is refused by its name, with a command.
  @Test(arguments: [
    (Array("MATLAB 5.0 MAT-file, Platform".utf8), "a MATLAB file", "loadmat"),
    ([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A], "an HDF5 file", "h5py"),
    (Array("PAR1\u{0}".utf8), "a Parquet file", "read_parquet"),
    ([0x80, 4, 0x95, 1, 2, 3], "a Python pickle", "pickle.load"),
    (Array("RIFF1234WEBPVP8 ".utf8), "a WebP image", "PIL"),
    ([0x49, 0x49, 0x2A, 0, 8, 0, 0, 0], "a TIFF image", "PIL"),
    (Array("GIF89a".utf8), "a GIF image", "PIL"),
    (Array("<!DOCTYPE html><html>".utf8), "a web page, not data", "download the file again"),
    (
      Array("version https://git-lfs.github.com/spec/v1".utf8), "a pointer of Git LFS",
      "git lfs pull"
    ),
    (Array("label,pixel0,pixel1\n5,0,0\n".utf8), "text", "loadtxt"),
  ])
  func whatIsNotReadIsNamed(bytes: [UInt8], name: String, command: String) throws {
    try workshop.folder.write(bytes, to: "strange")
    let complaint = workshop.complaint(#"{ "train": { "images": "strange" } }"#) ?? ""
    #expect(complaint.contains("is \(name)"), "\(complaint)")
    #expect(complaint.contains(command), "\(complaint)")
  }
}
