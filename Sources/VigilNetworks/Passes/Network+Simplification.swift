extension Network {
  /// The same network after all passes that are exact except for rounding: `folded()` and `Graph.reassociated()`.
  public func simplified() -> Network {
    let folded = folded()
    return Network(verified: folded.graph.reassociated(), folded.weights)
  }
}
