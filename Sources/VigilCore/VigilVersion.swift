/// The version of this program, written into everything that it makes.
public enum VigilVersion {
  /// Semantic version; `CHANGELOG.md` says what each one brought.
  public static let current = "0.1.0"
}
