extension StationFile {
  /// Refuses names that no channel of the file has.
  ///
  /// - Throws: `StationFileError`, `unknownKey`.
  public func check(channels names: [String]) throws(StationFileError) {
    let known = notify.map(\.name).sorted()
    for name in names where !known.contains(name) {
      let near = NearName.suggestion(for: name, among: known)
      let others = known.isEmpty ? "; it has none" : "; it has \(known.joined(separator: ", "))"
      throw StationFileError(
        .unknownKey, "there is no channel \"\(name)\"" + (near.isEmpty ? others : near), in: self.name)
    }
  }
}
