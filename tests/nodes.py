"""A Ray cluster of several nodes on this machine, as a program: it outlives no test.

It prints the cluster's address and obeys a line: ``kill`` ends a node as a power cut would.
"""

import logging
import sys

from ray.cluster_utils import Cluster


def main(count):
    """Start a head that does no work and ``count`` nodes of one processor, then obey."""
    logging.disable(logging.CRITICAL)
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0})
    nodes = [cluster.add_node(num_cpus=1) for _ in range(count)]
    cluster.wait_for_nodes()
    print(cluster.address, flush=True)
    for line in sys.stdin:
        if line.strip() == "kill":
            cluster.remove_node(nodes.pop(), allow_graceful=False)
            print("killed", flush=True)
    cluster.shutdown()


if __name__ == "__main__":
    main(int(sys.argv[1]))
