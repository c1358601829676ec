import Foundation
public import VigilStationConfiguration

extension WebOptions {
  /// Takes what a station's file says; nil if the station is to answer nowhere.
  public init?(_ settings: StationSettings) {
    guard let address = settings.listen.address else { return nil }
    self.init()
    (self.address, port) = (address.text, settings.listen.port)
    hosts = Set(settings.hosts.map(\.text))
    proxies = Set(settings.proxies.map(\.text))
    if let chain = settings.certificate, let key = settings.certificateKey {
      certificate = Certificate(chain: URL(filePath: chain), key: URL(filePath: key))
    }
    metricsToken = settings.metricsToken?.revealed
  }
}
