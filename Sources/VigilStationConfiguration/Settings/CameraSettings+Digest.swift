import VigilHashing

extension CameraSettings {
  /// A digest of all settings, with secrets by their digests: as long as it is the same, the camera need not be started again.
  ///
  /// It is the same in every process, but may change with the version of Vigil. Do not show it: of a file whose password is the
  /// only thing unknown, it would tell the password by trial.
  public var digest: String {
    var hash = SHA256()
    // Lengths keep one value from passing for the end of another.
    for text in [name] + Self.keys.flatMap({ [$0.name, $0.fingerprint(self)] }) {
      hash.update("\(text.utf8.count):\(text)\n")
    }
    return hash.hexadecimal
  }
}
