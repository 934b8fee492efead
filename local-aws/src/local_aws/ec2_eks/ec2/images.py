"""RegisterImage with the architecture and the root device that a check of an AMI asks for; DescribeKeyPairs in EC2's
words.

moto describes images, and forgets all but name and description of one that is registered. Source: EC2 API reference
RegisterImage and Image; an AMI that is registered belongs to the caller. A test makes its AMIs with it: the server
starts without moto's 1,300 images.
"""

from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.responses import EC2Response

from local_aws.ec2_eks.framework.errors import ec2_error
from local_aws.ec2_eks.framework.extend import extend


def boot_problem(image: Any, name: str, instance_type: dict[str, Any]) -> str | None:
    """Source: EC2 user guide ami-boot, the type has to support the boot mode of the AMI. The words are ours."""
    mode, modes = getattr(image, "boot_mode", None), instance_type.get("SupportedBootModes")
    if mode in (None, "uefi-preferred") or not modes or mode in modes:
        return None
    return f"The instance type {name} does not support the boot mode {mode}."


@extend(EC2Response)
class RegisteredImages:
    def register_image(self: Any) -> ActionResult:
        tags = self._parse_tag_specification("image").get("image", {})
        self.error_on_dryrun()
        image = self.ec2_backend.register_image(self._get_param("Name"), self._get_param("Description", ""))
        # "i386" is AWS's default for images without a manifest
        image.architecture = self._get_param("Architecture", "i386")
        image.root_device_name = self._get_param("RootDeviceName", image.root_device_name)
        image.boot_mode = self._get_param("BootMode")
        image.root_device_type, image.virtualization_type, image.hypervisor = "ebs", "hvm", "xen"
        if tags:
            image.add_tags(tags)
        return ActionResult({"ImageId": image.id})

    def describe_key_pairs(self: Any) -> ActionResult:
        """The text: "Error codes", InvalidKeyPair.NotFound."""
        for name in self._get_param("KeyNames", []):
            if name not in self.ec2_backend.key_pairs:
                raise ec2_error("InvalidKeyPair.NotFound", f"The key pair '{name}' does not exist")
        return self._moto_describe_key_pairs()
