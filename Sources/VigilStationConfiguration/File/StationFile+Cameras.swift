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

  /// The names of all cameras, also of those that are left out; nil if a section that is left out has a name that no camera can
  /// have, since it may be that of any camera which is no longer there.
  package var cameraNames: Set<String>? {
    var names = Set(cameras.map(\.name))
    for mistake in cameraMistakes {
      guard let name = mistake.camera, CameraSettings.isName(name) else { return nil }
      names.insert(name)
    }
    return names
  }
}

extension CameraSettings {
  /// Whether a camera can have a name.
  package static func isName(_ text: String) -> Bool {
    text.wholeMatch(of: /[a-z0-9][a-z0-9_-]{0,62}/) != nil
  }
}
