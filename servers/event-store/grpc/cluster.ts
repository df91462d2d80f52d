import type { sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js'
import gossip from '@eventstore/db-client/generated/gossip_pb.js'
import features from '@eventstore/db-client/generated/serverfeatures_pb.js'
import shared from '@eventstore/db-client/generated/shared_pb.js'

/** The version of which this server keeps the semantics; the client chooses its calls by it. */
export const serverVersion = '23.10.6'

/** Gossip of a cluster of one, whose leader this is, at the address by which the caller has reached it. */
export function readGossip(id: string) {
  return (
    call: ServerUnaryCall<shared.Empty, gossip.ClusterInfo>,
    callback: sendUnaryData<gossip.ClusterInfo>,
  ): void => {
    const { hostname: host, port } = new URL(`http://${call.getHost()}`)
    const endPoint = new gossip.EndPoint()
    endPoint.setAddress(host)
    endPoint.setPort(Number(port))
    const uuid = new shared.UUID()
    uuid.setString(id)
    const self = new gossip.MemberInfo()
    self.setInstanceId(uuid)
    self.setTimeStamp(String(Date.now()))
    self.setState(gossip.MemberInfo.VNodeState.LEADER)
    self.setIsAlive(true)
    self.setHttpEndPoint(endPoint)
    const cluster = new gossip.ClusterInfo()
    cluster.setMembersList([self])
    callback(null, cluster)
  }
}

/** Tells which calls there are. Their names are in lower case, as the real server's are. */
export function supportedMethods(paths: readonly string[]) {
  return (
    _call: ServerUnaryCall<shared.Empty, features.SupportedMethods>,
    callback: sendUnaryData<features.SupportedMethods>,
  ): void => {
    const response = new features.SupportedMethods()
    response.setEventStoreServerVersion(serverVersion)
    response.setMethodsList(paths.map(methodOf))
    callback(null, response)
  }
}

function methodOf(path: string): features.SupportedMethod {
  const [, service = '', method = ''] = path.toLowerCase().split('/')
  const supported = new features.SupportedMethod()
  supported.setServiceName(service)
  supported.setMethodName(method)
  return supported
}
