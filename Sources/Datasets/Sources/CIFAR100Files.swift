import Specification

/// The binary version of CIFAR-100: records of two labels and 32 x 32 pixels, colour by colour.
public struct CIFAR100Files: ImageSource {
  /// Which of the two labels of an image counts.
  public enum Labels: String, Word {
    /// One of twenty superclasses.
    case coarse
    /// One of a hundred classes.
    case fine
  }

  /// Its name in a file.
  public static var kind: String { "cifar100" }
  /// What it is.
  public static var summary: String {
    "CIFAR-100 in its binary version: one or more files of 3074-byte records, labels included."
  }
  /// Its options.
  public static var fields: [Field<CIFAR100Files>] {
    [
      Field(
        "files", \.files, "the files, as train.bin; several are put together",
        isRequired: true, isPrimary: true),
      Field(
        "labels", \.labels, "which labels: the hundred classes, or the twenty superclasses"),
    ] + selectionFields
  }
  /// For the reference.
  public static var example: [(String, JSON)] { [("files", .string("cifar-100/train.bin"))] }

  /// The files.
  public var files = FileList([])
  /// Which labels.
  public var labels = Labels.fine
  /// Which of the images are used.
  public var selection = Selection()

  /// Every option at its default.
  public init() {}

  /// The same with other paths.
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
