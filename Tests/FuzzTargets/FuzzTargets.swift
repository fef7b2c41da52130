/// Every format that the program reads.
package enum FuzzTargets {
  /// The targets, in the order of their names.
  ///
  /// - Throws: `MissingSeed` for a source of images that has no example file.
  package static func all() throws -> [FuzzTarget] {
    (try DataTargets.all() + ExperimentTargets.all() + StoreTargets.all()).sorted {
      $0.name < $1.name
    }
  }
}
