import Datasets
import TestSupport
import Testing

@Suite struct CIFAR10FilesTests {
  private let workshop: DatasetWorkshop

  init() throws { workshop = try DatasetWorkshop() }

  /// A record whose pixel p has the colours (base, p mod 256, 255 - p mod 256).
  private func record(label: UInt8, base: UInt8) -> [UInt8] {
    let places = (0..<1024).map { UInt8($0 % 256) }
    return [label] + [UInt8](repeating: base, count: 1024) + places + places.map { 255 - $0 }
  }

  @Test func recordsOfSeveralFilesAreRead() throws {
    try workshop.folder.write(record(label: 3, base: 7) + record(label: 9, base: 8), to: "a.bin")
    try workshop.folder.write(record(label: 0, base: 9), to: "b.bin")
    let dataset = try workshop.load(#"{ "train": { "cifar10": ["a.bin", "b.bin"] } }"#)
    let images = try #require(dataset[.train])
    #expect(images.shape == ImageShape(count: 3, height: 32, width: 32, channels: 3))
    #expect(images.labels == [3, 9, 0])
    #expect(dataset.classes?[9] == "truck" && dataset.classCount == 10)
    for (index, base) in [UInt8(7), 8, 9].enumerated() {
      let expected = (0..<1024).flatMap { [base, UInt8($0 % 256), 255 - UInt8($0 % 256)] }
      #expect(images.bytes(of: index) == expected)
    }
    #expect(
      try workshop.load(#"{ "train": { "cifar10": "b.bin" } }"#)[.train]?.labels == [0])
  }

  @Test func whatIsNoCIFARFileIsAnError() throws {
    let text = #"{ "train": { "cifar10": "a.bin" } }"#
    let start = "dataset.train.cifar10: "
    try workshop.folder.write(Array(record(label: 3, base: 7).dropLast()), to: "a.bin")
    #expect(
      workshop.complaint(text) == start
        + "a.bin: is 3072 bytes, which is no multiple of the 3073 of "
        + "a CIFAR-10 record")
    try workshop.folder.write([], to: "a.bin")
    #expect(workshop.complaint(text)?.contains("is 0 bytes") == true)
    try workshop.folder.write(record(label: 1, base: 0) + record(label: 10, base: 7), to: "a.bin")
    #expect(workshop.complaint(text) == start + "a.bin: label 10 of image 1 is not from CIFAR-10")
    #expect(
      workshop.complaint(#"{ "train": { "cifar10": [] } }"#)?.contains("list of files is empty")
        == true)
  }
}

@Suite struct CIFAR100FilesTests {
  private let workshop: DatasetWorkshop

  init() throws { workshop = try DatasetWorkshop() }

  @Test func eitherLabelOfARecordCounts() throws {
    let pixels = [UInt8](repeating: 7, count: 1024) + [UInt8](repeating: 8, count: 2048)
    try workshop.folder.write([4, 0] + pixels + [19, 99] + pixels, to: "train.bin")
    let fine = try workshop.load(#"{ "train": { "cifar100": "train.bin" } }"#)
    #expect(fine[.train]?.labels == [0, 99] && fine.classCount == 100)
    #expect(fine.classes?[0] == "apple" && fine.classes?[99] == "worm")
    #expect(fine[.train]?.bytes(of: 1).prefix(6) == [7, 8, 8, 7, 8, 8])
    let coarse = try workshop.load(
      #"{ "train": { "cifar100": "train.bin", "labels": "coarse" } }"#)
    #expect(coarse[.train]?.labels == [4, 19] && coarse.classCount == 20)
    #expect(
      workshop.complaint(#"{ "train": { "cifar10": "train.bin" } }"#)?
        .hasSuffix("it is as long as records of CIFAR-100: write \"cifar100\": \"train.bin\"")
        == true)
  }
}
