/// How a service fares that is to notice when the station is silent, by its host.
public enum HeartbeatReport: Hashable, Sendable {
  /// It does not hear of the station; told once until it does again.
  case failing(String, reason: String)
  /// It hears of it again, after so many requests in vain.
  case recovered(String, failures: Int)
}
