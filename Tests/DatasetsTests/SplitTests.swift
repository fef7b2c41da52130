import Datasets
import Specification
import TestSupport
import Testing

@Suite struct SplitTests {
  private let workshop: DatasetWorkshop
  /// Sorted by class, as test sets often are: 60 of class 0, 30 of 1, 10 of 2.
  private let labels = (0..<100).map { $0 < 60 ? 0 : $0 < 90 ? 1 : 2 }
  private let source = #""images": "x.npy", "labels": "x-labels.npy""#

  init() throws {
    workshop = try DatasetWorkshop()
    try workshop.write("x", count: 100, side: 1, labels: labels)
  }

  private func counts(_ labels: some Sequence<Int>) -> [Int] {
    labels.reduce(into: [0, 0, 0]) { $0[$1] += 1 }
  }

  private func bytes(_ images: ImageSet) -> [[UInt8]] {
    (0..<images.count).map { images.bytes(of: $0) }
  }

  @Test func partsAreStratifiedSeededAndDisjoint() throws {
    func parts(_ seed: Int, _ shares: String) throws -> [Dataset.Part] {
      try workshop.load(
        #"{ "train": { \#(source) }, "test": { \#(source), "parts": \#(shares) }, "seed": \#(seed) }"#
      ).parts
    }
    let halves = #"{ "public": 0.5, "private": 0.5 }"#
    let found = try parts(0, halves)
    #expect(found.map(\.name) == ["public", "private"])
    for part in found {
      #expect(counts(part.indices.map { labels[$0] }) == [30, 15, 5])
      #expect(part.indices == part.indices.sorted())
    }
    #expect(Set(found.flatMap(\.indices)) == Set(0..<100))
    #expect(try parts(0, halves) == found)
    #expect(try parts(1, halves) != found)
    // The order of the file decides how the table reads, not who is in which part.
    let swapped = try parts(0, #"{ "private": 0.5, "public": 0.5 }"#)
    #expect(swapped == found.reversed())
    let uneven = try parts(0, #"{ "a": 0.7, "b": 0.2, "c": 0.1 }"#)
    #expect(uneven.map(\.indices.count) == [70, 20, 10])
    #expect(counts(uneven[2].indices.map { labels[$0] }) == [6, 3, 1])
  }

  @Test func fractionIsStratifiedAndTakenAway() throws {
    let dataset = try workshop.load(
      #"{ "train": { \#(source) }, "validation": { "from": "train", "fraction": 0.2 } }"#)
    let train = try #require(dataset[.train])
    let validation = try #require(dataset[.validation])
    #expect(counts(try #require(train.labels)) == [48, 24, 8])
    #expect(counts(try #require(validation.labels)) == [12, 6, 2])
    let whole = try #require(workshop.load(#"{ "train": { \#(source) } }"#)[.train])
    let together = Set(bytes(train)).union(bytes(validation))
    #expect(together == Set(bytes(whole)))
    #expect(train.count + validation.count == 100)
  }

  @Test func severalSplitsShareOneSource() throws {
    let dataset = try workshop.load(
      #"""
      { "train": { \#(source) },
        "validation": { "from": "train", "fraction": 0.1 },
        "test": { "from": "train", "range": [55, 65], "parts": { "a": 0.5, "b": 0.5 } } }
      """#)
    #expect(dataset[.test]?.labels == Array(labels[55..<65]))
    #expect(dataset[.validation]?.count == 10)
    #expect(dataset[.train]?.count == 80)
    #expect(dataset.parts.map(\.indices.count) == [5, 5])
    let all = SplitName.allCases.flatMap { dataset[$0].map(bytes) ?? [] }
    #expect(Set(all).count == 100)
  }

  @Test func rangeAndLimitChoose() throws {
    let ranged = try workshop.load(#"{ "train": { \#(source), "range": [55, 65] } }"#)
    #expect(ranged[.train]?.labels == Array(labels[55..<65]))
    let limited = try workshop.load(#"{ "train": { \#(source), "limit": 10 } }"#)
    #expect(limited[.train]?.labels == [0, 0, 0, 0, 0, 0, 1, 1, 1, 2])
    let generous = try workshop.load(#"{ "train": { \#(source), "limit": 1000 } }"#)
    #expect(generous[.train]?.count == 100)
    let unlabelled = try workshop.load(#"{ "train": { "images": "x.npy", "limit": 10 } }"#)
    #expect(unlabelled[.train]?.count == 10)
  }

  @Test func openingTellsWhatLoadingGives() throws {
    let text = #"""
      { "train": { \#(source), "limit": 90 }, "padTo": 4,
        "validation": { "from": "train", "fraction": 0.25, "limit": 7 } }
      """#
    let open = try workshop.open(text)
    let dataset = try open.load()
    for split in open.splits {
      #expect(dataset[split.name]?.shape == split.shape)
      #expect(dataset[split.name]?.labels == split.labels)
    }
    #expect(open.splits.map(\.shape.count) == [67, 7])
    #expect(open.splits[0].files.map { $0.hasSuffix("x.npy") } == [true, false])
    #expect(open.classCount == 3)
    #expect(try open.load([.validation])[.train] == nil)
  }

  @Test(arguments: [
    (#""validation": { "from": "train" }"#, "say how many images are taken"),
    (#""validation": { "from": "train", "fraction": 1.5 }"#, "out of range"),
    (#""validation": { "from": "train", "fraction": 0.001 }"#, "takes no image from the 100"),
    (#""validation": { "from": "train", "fraction": 0.999 }"#, "which is left with none"),
    (#""validation": { "from": "train", "fraction": 0.1, "range": [0, 1] }"#, "exclude each other"),
    (#""validation": { "from": "train", "range": [90, 101] }"#, "only 100 images"),
    (#""validation": { "from": "train", "range": [9, 9] }"#, "holds no image"),
    (#""validation": { "from": "test", "fraction": 0.1 }"#, "test, which is not in the file"),
    (#""validation": { "from": "validation", "fraction": 0.1 }"#, "cannot be taken from itself"),
    (#""validation": { "from": "trian", "fraction": 0.1 }"#, #"did you mean "train"?"#),
    (
      #""test": { "from": "validation", "range": [0, 5] }, "#
        + #""validation": { "from": "train", "range": [0, 9] }"#,
      "itself taken from another"
    ),
    (
      #""test": { "from": "train", "range": [5, 15] }, "#
        + #""validation": { "from": "train", "range": [0, 9] }"#,
      "that another split has taken"
    ),
    (#""test": { "images": "x.npy", "parts": { "a": 0.5, "b": 0.6 } }"#, "add up to 1.1"),
    (#""test": { "images": "x.npy", "parts": { "a": 0, "b": 1 } }"#, "a share above 0"),
    (#""test": { "images": "x.npy", "parts": { "a": 0.001, "b": 0.999 } }"#, "holds no image"),
    (
      #""validation": { "images": "x.npy", "parts": { "a": 0.5, "b": 0.5 } }"#,
      "only the test set is divided"
    ),
    (#""test": { "images": "x.npy", "range": [0, 101] }"#, "only 100 images"),
    (#""test": { "images": "x.npy", "limit": 0 }"#, "out of range"),
    (#""padTo": 0"#, "out of range"), (#""scale": [1, 1]"#, "is no range"),
    (#""scale": [1]"#, "expected [low, high]"), (#""classes": ["a", "a"]"#, "named twice"),
    (#""classes": ["a", "b"]"#, "the labels that occur are 0, 1, 2, but 2 classes are named"),
    (#""clases": ["a"]"#, #"did you mean "classes"?"#),
    (#""test": { "image": "x.npy" }"#, #"did you mean "images"?"#),
    (#""test": { "images": "x.npy", "label": "y" }"#, #"did you mean "labels"?"#),
  ])
  func whatIsWrongIsSaid(text: String, message: String) throws {
    let complaint = try #require(workshop.complaint(#"{ "train": { \#(source) }, \#(text) }"#))
    #expect(complaint.contains(message), "\(complaint)")
  }

  @Test func splitsOfOtherShapesAreErrors() throws {
    try workshop.write("y", count: 3, side: 2)
    #expect(
      workshop.complaint(#"{ "train": { "images": "x.npy" }, "test": { "images": "y.npy" } }"#)
        == "dataset.test: it is 3 images of 2 x 2 x 3; train is 100 images of 1 x 1 x 3: all splits "
        + "must have images of one shape; bring them to one: \"resize\": [1, 1]")
    #expect(
      workshop.complaint(
        #"{ "train": { "images": "x.npy" }, "test": { "images": "y.npy" }, "padTo": 2 }"#) == nil)
    #expect(
      workshop.complaint(#"{ "train": { "images": "y.npy" }, "padTo": 1 }"#)
        == "dataset.train: images of 2 x 2 do not fit into 1 x 1")
  }

  @Test func missingFilesAreAllNamedWithTheirPlace() throws {
    let text = #"""
      { "train": { "images": "z.npy" },
        "test": { "images": { "images": "x.npy", "labels": "other/w.npy" } } }
      """#
    let problems = try #require(throws: Problems.self) { try workshop.open(text) }
    let messages = problems.list.map { "\($0)".replacing(workshop.folder.path + "/", with: "") }
    #expect(
      messages == [
        #"""
        experiment.json:1:24: error: dataset.train.images: z.npy was not found (looked for z.npy); did you mean "x.npy"?
          { "train": { "images": "z.npy" },
                                 ^
        """#,
        #"""
        experiment.json:2:54: error: dataset.test.images.labels: other/w.npy was not found (looked for other/w.npy); SWEEP_DATA names the folder in which data is looked for
            "test": { "images": { "images": "x.npy", "labels": "other/w.npy" } } }
                                                               ^
        """#,
      ])
  }
}
