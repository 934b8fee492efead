import 'reflect-metadata';
import { Expose, plainToInstance, Transform } from 'class-transformer';

class Model {
  // as `cfn generate` writes it
  @Expose({ name: 'Size' })
  @Transform((value, obj) => `${value} of ${Object.keys(obj).join(' and ')}`, { toClassOnly: true })
  size?: string;

  // as the runtime library writes it
  @Expose({ name: 'Name' })
  @Transform(({ value }: { value: unknown }) => `<${value}>`)
  name?: string;
}

const model = plainToInstance(Model, { Size: 3, Name: 'a' }, { excludeExtraneousValues: true });

test('a (value, obj) callback gets the value and the whole object', () => {
  expect(model.size).toBe('3 of Size and Name');
});

test('a ({ value }) callback works as in 0.5', () => {
  expect(model.name).toBe('<a>');
});

test('is what the runtime library loads', () => {
  const library = require.resolve(
    '@amazon-web-services-cloudformation/cloudformation-cli-typescript-lib',
  );
  const loaded = require.resolve('class-transformer', { paths: [library] });
  expect(loaded).toBe(require.resolve('class-transformer'));
});
