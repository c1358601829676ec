extension StationFile {
  /// Refuses names that no camera of the file has; also a camera with mistakes has its name.
  ///
  /// - Throws: `StationFileError`, `unknownKey`.
  public func check(cameras names: [String]) throws(StationFileError) {
    let known = Set(cameras.map(\.name) + cameraMistakes.compactMap(\.camera)).sorted()
    for name in names where !known.contains(name) {
      let near = NearName.suggestion(for: name, among: known)
      throw StationFileError(
        .unknownKey,
        "there is no camera \"\(name)\""
          + (near.isEmpty ? "; it has \(known.joined(separator: ", "))" : near),
        in: self.name)
    }
  }
}
