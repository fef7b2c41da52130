import Files
import Specification

/// The binary version of CIFAR-10: records of a label and 32 x 32 pixels, colour by colour.
public struct CIFAR10Files: ImageSource {
  public static var kind: String { "cifar10" }
  public static var summary: String {
    "CIFAR-10 in its binary version: one or more files of 3073-byte records, labels included."
  }
  public static var fields: [Field<CIFAR10Files>] {
    [
      Field(
        "files", \.files, "the files, as data_batch_1.bin; several are put together",
        isRequired: true, isPrimary: true)
    ] + selectionFields
  }

  public static var example: [(String, JSON)] { [("files", .string("cifar/data_batch_1.bin"))] }

  /// The files.
  public var files = FileList([])
  public var selection = Selection()

  public init() {}

  public func replacingPaths(_ replacement: (String) -> String) -> CIFAR10Files {
    var copy = self
    copy.files = FileList(files.paths.map(replacement))
    return copy
  }

  private static let names = [
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
  ]

  /// Finds the files, and reads headers and labels.
  ///
  /// - Throws: `SourceError` when something is missing, damaged or does not fit together.
  public func open(_ context: SourceContext) throws(SourceError) -> OpenSource {
    let records = CIFARRecords(name: "CIFAR-10", classes: [Self.names])
    return try records.open(files, context, kind: 0)
  }
}

/// The binary version of CIFAR-100: records of two labels and 32 x 32 pixels, colour by colour.
public struct CIFAR100Files: ImageSource {
  /// Which of the two labels of an image counts.
  public enum Labels: String, Word {
    /// One of twenty superclasses.
    case coarse
    /// One of a hundred classes.
    case fine
  }

  public static var kind: String { "cifar100" }
  public static var summary: String {
    "CIFAR-100 in its binary version: one or more files of 3074-byte records, labels included."
  }
  public static var fields: [Field<CIFAR100Files>] {
    [
      Field(
        "files", \.files, "the files, as train.bin; several are put together",
        isRequired: true, isPrimary: true),
      Field(
        "labels", \.labels, "which labels: the hundred classes, or the twenty superclasses"),
    ] + selectionFields
  }
  public static var example: [(String, JSON)] { [("files", .string("cifar-100/train.bin"))] }

  /// The files.
  public var files = FileList([])
  /// Which labels.
  public var labels = Labels.fine
  public var selection = Selection()

  public init() {}

  public func replacingPaths(_ replacement: (String) -> String) -> CIFAR100Files {
    var copy = self
    copy.files = FileList(files.paths.map(replacement))
    return copy
  }

  /// Finds the files, and reads the labels.
  ///
  /// - Throws: `SourceError` when something is missing or damaged.
  public func open(_ context: SourceContext) throws(SourceError) -> OpenSource {
    let records = CIFARRecords(name: "CIFAR-100", classes: [Self.coarse, Self.fine])
    return try records.open(files, context, kind: labels == .coarse ? 0 : 1)
  }

  private static let coarse = names(
    """
    aquatic_mammals fish flowers food_containers fruit_and_vegetables
    household_electrical_devices household_furniture insects large_carnivores
    large_man-made_outdoor_things large_natural_outdoor_scenes large_omnivores_and_herbivores
    medium_mammals non-insect_invertebrates people reptiles small_mammals trees vehicles_1
    vehicles_2
    """)

  private static let fine = names(
    """
    apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus
    butterfly camel can castle caterpillar cattle chair chimpanzee clock cloud cockroach couch
    crab crocodile cup dinosaur dolphin elephant flatfish forest fox girl hamster house kangaroo
    keyboard lamp lawn_mower leopard lion lizard lobster man maple_tree motorcycle mountain
    mouse mushroom oak_tree orange orchid otter palm_tree pear pickup_truck pine_tree plain
    plate poppy porcupine possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk
    skyscraper snail snake spider squirrel streetcar sunflower sweet_pepper table tank telephone
    television tiger tractor train trout tulip turtle wardrobe whale willow_tree wolf woman worm
    """)

  private static func names(_ list: String) -> [String] {
    list.split { $0 == " " || $0 == "\n" }.map { String($0).replacing("_", with: " ") }
  }
}

/// The records of the binary versions of CIFAR: one label or several, a byte each, then 32 x 32 pixels,
/// colour by colour.
struct CIFARRecords {
  /// What people call the data.
  let name: String
  /// The usual names of the classes, for each label of a record.
  let classes: [[String]]

  private static let side = 32
  private static let plane = side * side
  private var recordSize: Int { classes.count + 3 * Self.plane }

  /// Finds the files, and reads the labels.
  ///
  /// - Parameters:
  ///   - files: the files, which are put together.
  ///   - context: finds them.
  ///   - kind: which of the labels of a record counts.
  /// - Returns: the images, all files together.
  /// - Throws: `SourceError` when something is missing or damaged.
  func open(
    _ files: FileList, _ context: SourceContext, kind: Int
  ) throws(SourceError) -> OpenSource {
    var labels: [Int] = []
    var opened: [MappedFile] = []
    for path in files.paths {
      let place = try context.resolver.resolve(path, for: "files")
      try SourceError.blaming("files") { () throws(FileError) in
        let file = try MappedFile(path: place)
        labels += try self.labels(file, kind)
        opened.append(file)
      }
    }
    let shape = ImageShape(
      count: labels.count, height: Self.side, width: Self.side, channels: 3)
    let found = opened
    var source = OpenSource(
      shape: shape, labels: SourceLabels(labels, .customary(classes[kind])),
      files: found.map(\.path)
    ) { () throws(SourceError) in
      try SourceError.blaming("files") { () throws(FileError) in
        for file in found { try file.checkUnchanged() }
        return Pixels(shape, .bytes(interleave(found, 0..<shape.count)))
      }
    }
    source.makeReader = { () throws(SourceError) in
      PixelReader(blaming: "files") { (images) throws(FileError) in
        for file in found { try file.checkUnchanged() }
        return Pixels(shape.part(images), .bytes(interleave(found, images)))
      }
    }
    return source
  }

  private func labels(_ file: MappedFile, _ kind: Int) throws(FileError) -> [Int] {
    let (count, rest) = file.count.quotientAndRemainder(dividingBy: recordSize)
    guard count > 0, rest == 0 else { throw misfit(file) }
    let labels = file.withUnsafeBytes { bytes in
      (0..<count).map { Int(bytes[$0 * recordSize + kind]) }
    }
    if let index = labels.firstIndex(where: { $0 >= classes[kind].count }) {
      throw FileError(file.path, "label \(labels[index]) of image \(index) is not from \(name)")
    }
    return labels
  }

  private func misfit(_ file: MappedFile) -> FileError {
    let start = file.withUnsafeBytes { Array($0.prefix(ForeignFormat.markSize)) }
    if let found = ForeignFormat(start, path: file.path, size: file.count) {
      return FileError(file.path, "is \(found.name), not \(name) in binary; \(found.advice)")
    }
    let other = 3 * Self.plane + (classes.count == 1 ? 2 : 1)
    let isOther = file.count > 0 && file.count % other == 0
    let advice =
      isOther
      ? "; it is as long as records of \(classes.count == 1 ? "CIFAR-100" : "CIFAR-10"): write "
        + "\"\(classes.count == 1 ? "cifar100" : "cifar10")\": \"\(file.path)\"" : ""
    return FileError(
      file.path,
      "is \(file.count) bytes, which is no multiple of the \(recordSize) of a \(name) record\(advice)"
    )
  }

  /// Puts the three colours of each pixel side by side, of some of the images of all files together.
  private func interleave(_ files: [MappedFile], _ images: Range<Int>) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: images.count * 3 * Self.plane) { target, count in
      var before = 0
      for file in files {
        let own = before..<before + file.count / recordSize
        before = own.upperBound
        let part = images.clamped(to: own)
        file.withUnsafeBytes { bytes in
          for image in part {
            let first = (image - own.lowerBound) * recordSize + classes.count
            for pixel in 0..<Self.plane {
              for channel in 0..<3 {
                target[count + 3 * pixel + channel] = bytes[first + Self.plane * channel + pixel]
              }
            }
            count += 3 * Self.plane
          }
        }
      }
    }
  }
}
