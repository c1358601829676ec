import VigilInference
public import VigilNetworks
public import VigilPipeline
import VigilPreprocessing

extension LoadedNetworks {
  /// The networks of a detection that the engine has to compile for minutes before they can be loaded; empty with most engines.
  ///
  /// Networks for whole frames are not among them: they are compiled when the size of the frames is known.
  ///
  /// - Parameter concurrentItems: As for `detection`.
  /// - Throws: `ModelError` if the models have not both networks.
  public func unprepared(
    _ settings: DetectionSettings, concurrentItems: Int? = nil
  ) throws -> [SelectedNetwork.Role] {
    var missing: [SelectedNetwork.Role] = []
    let items = items(concurrentItems ?? (settings.cascadeBound == nil ? nil : 1))
    if !selection.preprocessing.seesWholeFrames,
      !isPrepared(try selection.network(.extractor), concurrentItems: items)
    {
      missing.append(.extractor)
    }
    let scopes: [RTFM.Scope] =
      (settings.needsNewest ? [.newest] : []) + (settings.needsOffline ? [.all] : [])
    let detector = try selection.network(.detector)
    if try !scopes.allSatisfy({ isPrepared(try detector.scoped($0), concurrentItems: 1) }) {
      missing.append(.detector)
    }
    return missing
  }
}
