extension Station {
  /// Stretches of features that could not be stored.
  public var lostFeatures: Int { archive.lostFeatures }
}
